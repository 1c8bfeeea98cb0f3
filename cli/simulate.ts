import { readFile } from 'node:fs/promises';
import { Command, InvalidArgumentError } from 'commander';
import { EXIT } from '../errors/exit-codes.ts';
import { XisTestkitError } from '../errors/xis-testkit-error.ts';
import { escapeControlCharacters, formatJson } from '../output/terminal-text.ts';
import { defined } from '../schema/defined.ts';
import {
  CLOCK_RANGE,
  type Configuration,
  createSimulator,
  DEFECTS,
  defaultConfigurationPath,
  isClockInstant,
  loadConfiguration,
  type OrganizationConfiguration,
  resolveStore,
  type Simulator,
  suggestDefects,
} from '../simulator/index.ts';
import { wait } from '../transport/wait.ts';
import { VARIABLES } from './environment.ts';
import { createLog, createReloadLog } from './log.ts';
import { stderr, stdout } from './output.ts';
import { option, parsePort, type RunnableServer, serveUntilInterrupted } from './serve.ts';
import { rememberFile } from './simulate/follow-file.ts';
import { findIllness } from './simulate/health.ts';
import { createSimulatorWithPage } from './simulate/simulator-with-page.ts';
import { startupBanner } from './startup-banner.ts';
import { reportUiError } from './ui/serve-ui.ts';
import { UsageError } from './usage-error.ts';

interface SimulateOptions {
  readonly config?: string;
  readonly port?: number;
  readonly host?: string;
  readonly publicUrl?: string;
  readonly cors?: '*' | readonly string[];
  readonly callbackUrl?: string;
  readonly dialect?: 'published' | 'r4';
  readonly seed?: number;
  readonly freeze?: string | true;
  readonly defect?: readonly string[];
  readonly auth?: true;
  readonly store?: string;
  readonly log: 'text' | 'json' | 'none';
  readonly addressFile?: string;
  readonly watch?: true;
  readonly open?: true;
  readonly check?: true;
  readonly health?: true;
  readonly printConfig?: true;
}

/** Creates `xis-testkit simulate`, which simulates a XIS until it is stopped. */
export function simulateCommand(): Command {
  return new Command('simulate')
    .description('Simulate a XIS that serves Spreekuur.nl, until Ctrl-C.')
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
    .action(simulate);
}

async function simulate(options: SimulateOptions): Promise<void> {
  if (options.printConfig) {
    stdout.write(await readFile(defaultConfigurationPath(), 'utf8'));
    return;
  }
  if (options.check) await check(options);
  else if (options.health) await checkHealth(options);
  else await run(options);
}

/** @throws UsageError for --watch without a file */
function expectFileToWatch({ watch, config }: SimulateOptions): void {
  if (watch && config === undefined) throw new UsageError('--watch: requires --config, the file to watch');
}

async function check(options: SimulateOptions): Promise<void> {
  const { configuration = await loadConfiguration(defaultConfigurationPath()) } = await loadAdjusted(options);
  const { store: configured, ...withoutStore } = configuration;
  const { host, store } = options;
  resolveStore(configured, { store, environment: process.env });
  // Reads the files that the configuration names as well. The store stays closed: a simulator may be using it.
  await (
    await createSimulator({ configuration: withoutStore, environment: process.env, ...defined({ host }) })
  ).close();
  const { length } = configuration.organizations;
  const count = length === 1 ? '1 organization' : `${length} organizations`;
  stdout.write(`${escapeControlCharacters(options.config ?? 'the built-in practice')} is valid: ${count}\n`);
}

async function checkHealth(options: SimulateOptions): Promise<void> {
  const { config = defaultConfigurationPath() } = options;
  const illness = await findIllness(options, options.addressFile === undefined ? await loadConfiguration(config) : {});
  if (illness !== undefined) stderr.write(`not healthy: ${illness}\n`);
  process.exitCode = illness === undefined ? EXIT.ok : EXIT.failed;
}

async function run(options: SimulateOptions): Promise<void> {
  const { port, host, publicUrl, addressFile, config, log, store } = options;
  const adminToken = process.env[VARIABLES.adminToken];
  expectFileToWatch(options);
  // Before it is loaded, so that no change is missed.
  const file = options.watch && config !== undefined ? await rememberFile(config) : undefined;
  const { simulator, close } = await createSimulatorWithPage(
    {
      ...(await loadAdjusted(options)),
      environment: process.env,
      ...defined({ port, host, publicUrl, adminToken, store, log: createLog(log) }),
    },
    reportUiError,
  );
  const end = new AbortController();
  let following: Promise<void> | undefined;
  const server: RunnableServer = {
    get address() {
      return simulator.address;
    },
    async listen() {
      await simulator.listen();
      following = file?.follow(() => reload(simulator, options), { wait, signal: end.signal });
    },
    async close(limits) {
      end.abort();
      await following;
      await close(limits);
    },
  };
  const pageToOpen = options.open ? () => `${simulator.url}/` : undefined;
  await serveUntilInterrupted(server, { addressFile, pageToOpen }, () =>
    log === 'json' ? `${formatJson({ listening: simulator.baseUrl })}\n` : startupBanner(simulator, config),
  );
}

/** Takes the changed configuration over, and logs what has changed or is wrong. */
async function reload(simulator: Pick<Simulator, 'reconfigure'>, options: SimulateOptions): Promise<void> {
  const { config: file = '', log: form } = options;
  const log = createReloadLog(form);
  try {
    const { configuration = file } = await loadAdjusted(options);
    log.reloaded(file, await simulator.reconfigure(configuration));
  } catch (error) {
    // A store that is down: the next change takes over what this one could not.
    if (!(error instanceof XisTestkitError)) throw error;
    log.rejected(file, error);
  }
}

/** Loads the configuration and applies the options; returns none when both leave it to the built-in practice. */
async function loadAdjusted(options: SimulateOptions): Promise<{ readonly configuration?: Configuration }> {
  const { config, dialect, seed, callbackUrl, freeze, publicUrl, cors, defect, auth } = options;
  const isAdjusted = [dialect, seed, callbackUrl, freeze, publicUrl, cors, defect, auth].some(
    (option) => option !== undefined,
  );
  if (config === undefined && !isAdjusted) return {};
  const loaded = await loadConfiguration(config ?? defaultConfigurationPath());
  return {
    configuration: {
      ...loaded,
      server: { ...loaded.server, ...defined({ publicUrl, cors }) },
      ...(auth && { authorizationServer: loaded.authorizationServer ?? {} }),
      organizations: loaded.organizations.map((organization) => adjust(organization, options)),
    },
  };
}

/** Applies the options to a practice. */
function adjust(
  organization: OrganizationConfiguration,
  { dialect, seed, callbackUrl, freeze, defect }: SimulateOptions,
): OrganizationConfiguration {
  const now = typeof freeze === 'string' && freeze !== 'now' ? { now: freeze } : {};
  return {
    ...organization,
    ...defined({ dialect, seed }),
    ...(callbackUrl !== undefined && { callbacks: { ...organization.callbacks, url: callbackUrl } }),
    ...(defect !== undefined && { defects: [...new Set([...(organization.defects ?? []), ...defect])] }),
    ...(freeze !== undefined && { clock: { ...organization.clock, ...now, frozen: true } }),
  };
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
  const unknown = ids.find((id) => !DEFECTS.some((defect) => defect.id === id));
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
