import { Command } from 'commander';
import { formatJson } from '../output/terminal-text.ts';
import { defined } from '../schema/defined.ts';
import { describeAuthorizationServer } from './authorize/banner.ts';
import { createServer } from './authorize/create-server.ts';
import { VARIABLES } from './environment.ts';
import { createAuthorizationLog } from './log.ts';
import { option, parsePort, serveUntilInterrupted } from './serve.ts';

interface AuthorizeOptions {
  readonly config?: string;
  readonly port?: number;
  readonly host?: string;
  readonly publicUrl?: string;
  readonly log: 'text' | 'json' | 'none';
  readonly addressFile?: string;
}

/** Creates `xis-testkit authorize`, an authorization server for tests, until it is stopped. */
export function authorizeCommand(): Command {
  return new Command('authorize')
    .description('Run an authorization server for the test environment of a XIS, until Ctrl-C.')
    .addOption(
      option(
        'configuration',
        '-c, --config <file>',
        'file with the settings, YAML or JSON (default: three clients for tests)',
      ),
    )
    .addOption(
      option('port', '-p, --port <number>', 'port to listen on, 0 for any free port (default: 8090)').argParser(
        parsePort,
      ),
    )
    .addOption(option('host', '--host <address>', 'address to listen on (default: 127.0.0.1)'))
    .addOption(option('addressFile', '--address-file <file>', 'file that gets the local address, for scripts'))
    .addOption(
      option('publicUrl', '--public-url <url>', 'URL by which others reach the server, if it differs: the issuer'),
    )
    .addOption(
      option('log', '--log <form>', 'form of the log of requests').choices(['text', 'json', 'none']).default('text'),
    )
    .addHelpText(
      'after',
      `\nThe secret of clients without one of their own is in ${VARIABLES.clientSecret}; on a public address it is required.\n` +
        `The control interface serves this machine only. For other machines it requires a token: set ${VARIABLES.adminToken}.`,
    )
    .action(authorize);
}

async function authorize({ log, addressFile, config, ...options }: AuthorizeOptions): Promise<void> {
  const onRequest = log === 'none' ? undefined : createAuthorizationLog(log);
  const server = await createServer(config, { ...options, ...defined({ onRequest }) });
  await serveUntilInterrupted(server, { addressFile }, () =>
    log === 'json'
      ? `${formatJson({ listening: server.issuer })}\n`
      : describeAuthorizationServer(server, config, options.host),
  );
}
