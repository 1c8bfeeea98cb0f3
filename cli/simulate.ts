import { readFile } from 'node:fs/promises';
import { Command, InvalidArgumentError, Option } from 'commander';
import {
  type Configuration,
  ConfigurationError,
  checkConfiguration,
  createSimulator,
  DEFECTS,
  defaultConfigurationPath,
  loadConfiguration,
  nearestDefects,
  type OrganizationConfiguration,
} from '../simulator/index.ts';
import { VARIABLES } from './environment.ts';
import { createLog } from './log.ts';
import { UsageError } from './usage-error.ts';
import { welcome } from './welcome.ts';

interface SimulateOptions {
  readonly config?: string;
  readonly port?: number;
  readonly host?: string;
  readonly publicUrl?: string;
  readonly callbackUrl?: string;
  readonly dialect?: 'published' | 'r4';
  readonly seed?: number;
  readonly freeze?: string | true;
  readonly defect?: readonly string[];
  readonly log: 'text' | 'json' | 'none';
  readonly check?: true;
  readonly printConfig?: true;
}

/** `xis-testkit simulate`: plays a XIS until it is stopped. */
export function simulateCommand(): Command {
  return new Command('simulate')
    .description('Play a XIS: answer Spreekuur.nl as a practice would, until Ctrl-C.')
    .addOption(
      new Option('-c, --config <file>', 'practices to play, YAML or JSON; without it a built-in one').env(
        VARIABLES.configuration,
      ),
    )
    .addOption(
      new Option('-p, --port <number>', 'port to listen on, 0 for any free one (default: 8080)')
        .env(VARIABLES.port)
        .argParser(parsePort),
    )
    .addOption(new Option('--host <address>', 'address to listen on (default: 127.0.0.1)').env(VARIABLES.host))
    .addOption(
      new Option('--public-url <url>', 'url under which others reach it, where that differs').env(VARIABLES.publicUrl),
    )
    .addOption(new Option('--callback-url <url>', "Spreekuur.nl's base, for every practice").env(VARIABLES.callbackUrl))
    .addOption(
      new Option('--dialect <name>', 'shapes to send, for every practice')
        .choices(['published', 'r4'])
        .env(VARIABLES.dialect),
    )
    .addOption(
      new Option('--seed <number>', 'what chance follows from, for every practice')
        .env(VARIABLES.seed)
        .argParser(parseSeed),
    )
    .addOption(
      new Option('--freeze [instant]', 'start with the clock standing still, at an instant or now')
        .env(VARIABLES.freeze)
        .argParser(parseFreeze),
    )
    .addOption(
      new Option('--defect <id>', 'what every practice does wrong; several with commas, or several times')
        .env(VARIABLES.defects)
        .argParser(collectDefects),
    )
    .addOption(
      new Option('--log <form>', 'what to print of requests')
        .choices(['text', 'json', 'none'])
        .default('text')
        .env(VARIABLES.log),
    )
    .option('--check', 'only say whether the configuration can be used')
    .option('--print-config', 'only print the built-in practice, to start your own from')
    .addHelpText(
      'after',
      `\nEvery option but the last two can be given in the environment instead, as ${VARIABLES.port} and so on.\n` +
        `The control interface is open to this machine only. Beyond it, it needs a token: set ${VARIABLES.adminToken}.`,
    )
    .action(simulate);
}

async function simulate(options: SimulateOptions): Promise<void> {
  if (options.printConfig) {
    process.stdout.write(await readFile(defaultConfigurationPath(), 'utf8'));
    return;
  }
  try {
    if (options.check) await check(options);
    else await run(options);
  } catch (error) {
    throw usageErrorOf(error);
  }
}

/** Mistakes that the user can mend, told as such. */
function usageErrorOf(error: unknown): unknown {
  if (error instanceof ConfigurationError) return new UsageError(error.message);
  const { code, port, address } = error as NodeJS.ErrnoException & {
    readonly port?: number;
    readonly address?: string;
  };
  if (code === 'EADDRINUSE')
    return new UsageError(`port ${port} is in use: choose another with --port, or 0 for any free one`);
  if (code === 'EACCES')
    return new UsageError(`port ${port} may not be listened on: choose one above 1023 with --port`);
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return new UsageError(`this machine has no address ${address ?? 'of that name'}: change --host`);
  return error;
}

async function check(options: SimulateOptions): Promise<void> {
  const { configuration = await loadConfiguration(defaultConfigurationPath()) } = await configurationOf(options);
  const mistakes = checkConfiguration(configuration);
  if (mistakes.length > 0) throw new ConfigurationError(mistakes);
  const { length } = configuration.organizations;
  const counted = length === 1 ? '1 organization' : `${length} organizations`;
  process.stdout.write(`${options.config ?? 'the built-in practice'} can be used: ${counted}\n`);
}

async function run(options: SimulateOptions): Promise<void> {
  const { port, host, publicUrl, config, log } = options;
  const adminToken = process.env[VARIABLES.adminToken];
  const simulator = await createSimulator({
    ...(await configurationOf(options)),
    ...(port === undefined ? {} : { port }),
    ...(host === undefined ? {} : { host }),
    ...(publicUrl === undefined ? {} : { publicUrl }),
    ...(adminToken ? { adminToken } : {}),
    ...(log === 'none' ? {} : { log: createLog(log) }),
  });
  // Before anything is printed: who starts us may stop us as soon as it reads that we listen.
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  await simulator.listen();
  process.stdout.write(
    log === 'json' ? `${JSON.stringify({ listening: simulator.baseUrl })}\n` : welcome(simulator, config),
  );
  await stopped;
  await simulator.close();
}

/** The configuration with what the command line says; none at all when both leave it to the built-in practice. */
async function configurationOf(options: SimulateOptions): Promise<{ readonly configuration?: Configuration }> {
  const { config, dialect, seed, callbackUrl, freeze, publicUrl, defect } = options;
  const isAdjusted = [dialect, seed, callbackUrl, freeze, publicUrl, defect].some((option) => option !== undefined);
  if (config === undefined && !isAdjusted) return {};
  const loaded = await loadConfiguration(config ?? defaultConfigurationPath());
  return {
    configuration: {
      ...loaded,
      ...(publicUrl === undefined ? {} : { server: { ...loaded.server, publicUrl } }),
      organizations: loaded.organizations.map((organization) => adjusted(organization, options)),
    },
  };
}

/** What the command line says of every practice. */
function adjusted(
  organization: OrganizationConfiguration,
  { dialect, seed, callbackUrl, freeze, defect }: SimulateOptions,
): OrganizationConfiguration {
  const now = typeof freeze === 'string' && freeze !== 'now' ? { now: freeze } : {};
  return {
    ...organization,
    ...(dialect === undefined ? {} : { dialect }),
    ...(seed === undefined ? {} : { seed }),
    ...(callbackUrl === undefined ? {} : { callbacks: { ...organization.callbacks, url: callbackUrl } }),
    ...(defect === undefined ? {} : { defects: [...(organization.defects ?? []), ...defect] }),
    ...(freeze === undefined ? {} : { clock: { ...organization.clock, ...now, frozen: true } }),
  };
}

function parsePort(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new InvalidArgumentError('Expected a port from 0 to 65535.');
}

function parseSeed(text: string): number {
  if (/^\d{1,10}$/.test(text) && Number(text) <= 4_294_967_295) return Number(text);
  throw new InvalidArgumentError('Expected a whole number from 0 to 4294967295.');
}

function collectDefects(text: string, before: readonly string[] = []): readonly string[] {
  const ids = text.split(',').map((id) => id.trim());
  const unknown = ids.find((id) => !DEFECTS.some((defect) => defect.id === id));
  if (unknown === undefined) return [...before, ...ids];
  throw new InvalidArgumentError(`There is no defect '${unknown}'. Near to it: ${nearestDefects(unknown).join(', ')}.`);
}

function parseFreeze(text: string): string {
  if (text === 'now' || /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text)) return text;
  throw new InvalidArgumentError('Expected an instant such as 2027-01-11T07:00:00+01:00, or now.');
}
