import { Command } from 'commander';
import type { AuthorizeOptions } from './authorize/run.ts';
import { VARIABLES } from './environment.ts';
import { option, parsePort } from './server-options.ts';

/** Creates `xis-testkit authorize`, an authorization server for tests, until it is stopped. */
export function authorizeCommand(): Command {
  return new Command('authorize')
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
    .action(async (options: AuthorizeOptions) => (await import('./authorize/run.ts')).authorize(options));
}
