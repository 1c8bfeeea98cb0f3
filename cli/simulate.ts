import { Command, InvalidArgumentError } from 'commander';
import { DEFECT_IDS, suggestDefects } from '../simulator/defects/ids.ts';
import { CLOCK_RANGE, isClockInstant } from '../simulator/domain/clock-instant.ts';
import { VARIABLES } from './environment.ts';
import { option, parsePort } from './server-options.ts';
import type { SimulateOptions } from './simulate/run.ts';

/** Creates `xis-testkit simulate`, which simulates a XIS until it is stopped. */
export function simulateCommand(): Command {
  return new Command('simulate')
    .addOption(
      option(
        'configuration',
        '-c, --config <file>',
        'file with the practices, YAML or JSON (default: a built-in practice)',
      ),
    )
    .addOption(
      option('port', '-p, --port <number>', 'port to listen on, 0 for any free port (default: 8080)').argParser(
        parsePort,
      ),
    )
    .addOption(option('host', '--host <address>', 'address to listen on (default: 127.0.0.1)'))
    .addOption(
      option('addressFile', '--address-file <file>', 'file that gets the local address, for --health and scripts'),
    )
    .addOption(
      option(
        'publicUrl',
        '--public-url <url>',
        'URL by which others reach the simulator, if it differs; with or without /fhir',
      ),
    )
    .addOption(
      option(
        'cors',
        '--cors <origins>',
        "origins of web pages that may use the FHIR API in a browser, separated by commas, or '*' for all",
      ).argParser(parseOrigins),
    )
    .addOption(
      option('callbackUrl', '--callback-url <url>', 'base URL of Spreekuur.nl for callbacks, for every practice'),
    )
    .addOption(option('dialect', '--dialect <name>', 'shapes to send, for every practice').choices(['published', 'r4']))
    .addOption(option('seed', '--seed <number>', 'seed of random values, for every practice').argParser(parseSeed))
    .addOption(
      option('freeze', '--freeze [instant]', 'freeze the clock at an instant (default: now)').argParser(parseFreeze),
    )
    .addOption(
      option(
        'defects',
        '--defect <id>',
        'defect of every practice; separated by commas, or given several times',
      ).argParser(collectDefects),
    )
    .addOption(option('auth', '--auth', 'also serve an authorization server, at /auth, and require its tokens'))
    .addOption(
      option('store', '--store <location>', 'folder or postgres:// URL that keeps the state (default: memory only)'),
    )
    .addOption(option('watch', '--watch', 'take the file of --config over whenever it changes'))
    .addOption(
      option('log', '--log <form>', 'form of the log of requests').choices(['text', 'json', 'none']).default('text'),
    )
    .option('--open', 'open the page in the browser; where there is no browser, say so')
    .option('--check', 'validate the configuration and exit')
    .option('--health', 'check that a simulator with these options runs, and exit')
    .option('--print-config', 'print the built-in practice and exit, as a start for your own')
    .addHelpText(
      'after',
      `\nEvery option but the last four has an environment variable, such as ${VARIABLES.port}.\n` +
        `The URL of a store may have a password: set ${VARIABLES.store}, because others can read a command line.\n` +
        `The clients of --auth have the secret in ${VARIABLES.clientSecret}, which an address of other machines requires.\n` +
        `The control interface serves this machine only. For other machines it requires a token: set ${VARIABLES.adminToken}.`,
    )
    .action(async (options: SimulateOptions) => (await import('./simulate/run.ts')).simulate(options));
}

function parseOrigins(text: string): '*' | readonly string[] {
  return text === '*' ? text : text.split(',').map((origin) => origin.trim());
}

function parseSeed(text: string): number {
  if (/^\d{1,10}$/.test(text) && Number(text) <= 4_294_967_295) return Number(text);
  throw new InvalidArgumentError('Expected a whole number from 0 to 4294967295.');
}

function collectDefects(text: string, before: readonly string[] = []): readonly string[] {
  const ids = text.split(',').map((id) => id.trim());
  const unknown = ids.find((id) => !(DEFECT_IDS as readonly string[]).includes(id));
  if (unknown !== undefined) throw new InvalidArgumentError(`Unknown defect '${unknown}': ${suggestDefects(unknown)}`);
  const all = [...before, ...ids];
  const repeated = all.find((id, index) => all.indexOf(id) < index);
  if (repeated !== undefined) throw new InvalidArgumentError(`Expected '${repeated}' once, got it again.`);
  return all;
}

function parseFreeze(text: string): string {
  if (text === 'now' || isClockInstant(text)) return text;
  throw new InvalidArgumentError(`Expected an instant such as 2027-01-11T07:00:00+01:00, ${CLOCK_RANGE}, or now.`);
}
