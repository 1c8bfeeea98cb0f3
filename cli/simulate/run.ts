import { readFile } from 'node:fs/promises';
import { EXIT } from '../../errors/exit-codes.ts';
import { XisTestkitError } from '../../errors/xis-testkit-error.ts';
import { escapeControlCharacters, formatJson } from '../../output/terminal-text.ts';
import { defined } from '../../schema/defined.ts';
import {
  type Configuration,
  createSimulator,
  defaultConfiguration,
  defaultConfigurationPath,
  loadConfiguration,
  type OrganizationConfiguration,
  resolveStore,
  type Simulator,
} from '../../simulator/index.ts';
import { wait } from '../../transport/wait.ts';
import { VARIABLES } from '../environment.ts';
import { createLog, createReloadLog } from '../log.ts';
import { stderr, stdout } from '../output.ts';
import { type RunnableServer, serveUntilInterrupted } from '../serve.ts';
import { startupBanner } from '../startup-banner.ts';
import { reportUiError } from '../ui/serve-ui.ts';
import { UsageError } from '../usage-error.ts';
import { rememberFile } from './follow-file.ts';
import { findIllness } from './health.ts';
import { createSimulatorWithPage } from './simulator-with-page.ts';

/** The options of `simulate`. */
export interface SimulateOptions {
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

/** Simulates a XIS until it is stopped, or does what an option asks for instead. */
export async function simulate(options: SimulateOptions): Promise<void> {
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
  const { configuration = await defaultConfiguration() } = await loadAdjusted(options);
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
  const illness = await findIllness(options, options.addressFile === undefined ? await load(options) : {});
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

/** Loads the configuration that the options name; without one it is the built-in practice, for which no file is read. */
function load({ config }: SimulateOptions): Promise<Configuration> {
  return config === undefined ? defaultConfiguration() : loadConfiguration(config);
}

/** Loads the configuration and applies the options; returns none when both leave it to the built-in practice. */
async function loadAdjusted(options: SimulateOptions): Promise<{ readonly configuration?: Configuration }> {
  const { config, dialect, seed, callbackUrl, freeze, publicUrl, cors, defect, auth } = options;
  const isAdjusted = [dialect, seed, callbackUrl, freeze, publicUrl, cors, defect, auth].some(
    (option) => option !== undefined,
  );
  if (config === undefined && !isAdjusted) return {};
  const loaded = await load(options);
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
