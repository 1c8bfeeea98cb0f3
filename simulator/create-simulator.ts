import type { RequestListener } from 'node:http';
import { type Agb, parseAgb } from '../fhir/agb.ts';
import { isLoopback, localAddress } from '../fhir/http/address.ts';
import { type ControlAccess, hasControlInterface } from '../fhir/http/control-access.ts';
import type { HttpServer } from '../fhir/http/http-server.ts';
import type { AuthorizationServer } from '../oauth/server/create-authorization-server.ts';
import { redactText } from '../output/redaction.ts';
import { packageVersion } from '../package/files.ts';
import { ConfigurationError } from '../schema/mistake.ts';
import { createAdminRouter } from './admin/router.ts';
import { AUTHORIZATION_PATH } from './authentication/authorization-server.ts';
import { createCallbackTokens } from './authentication/callback-tokens.ts';
import { createAuthentication } from './authentication/create-authentication.ts';
import { createCallbackClient } from './callback-client.ts';
import { ControlError } from './control/control-error.ts';
import { createOrganization } from './control/create-organization.ts';
import type { Organization } from './control/organization.ts';
import { restoreWorld } from './control/snapshot/restore.ts';
import { createApp, FHIR_PATH } from './http/app.ts';
import { createExpressServer } from './http/server.ts';
import type { OrganizationChanges } from './practice/changes.ts';
import { checkConfiguration } from './practice/check.ts';
import { defaultConfiguration } from './practice/default.ts';
import { loadConfiguration } from './practice/load.ts';
import type { Configuration, OrganizationConfiguration } from './practice/schema.ts';
import { type Reconfiguration, reconfigure } from './reconfigure.ts';
import { type Log, Simulation } from './simulation.ts';
import { createIdentities } from './store/identities.ts';
import { openStore } from './store/open-store.ts';
import { resolveStore, type StoreConfiguration } from './store/settings.ts';
import { realSystem, type System } from './system.ts';

/** Options of `createSimulator`. */
export interface SimulatorOptions {
  /** The practices: an object, or the path of a YAML or JSON file. Default: the built-in practice. */
  readonly configuration?: Configuration | string;
  /** Overrides `server.port` of the configuration; 0 selects any free port. */
  readonly port?: number;
  /** Overrides `server.host`. */
  readonly host?: string;
  /** Overrides `server.publicUrl`; with or without the path `/fhir`. */
  readonly publicUrl?: string;
  /** The bearer token that the control interface requires; when set, on loopback as well. */
  readonly adminToken?: string;
  /**
   * Overrides `store` of the configuration: a folder, relative to the working folder, or the URL of a PostgreSQL database.
   * A text replaces the location only.
   */
  readonly store?: StoreConfiguration;
  /** Receives the log. Default: no log. */
  readonly log?: Log;
  /**
   * The environment: the secrets of the authorization server's clients (`XIS_TESTKIT_CLIENT_SECRET`), and for callbacks
   * proxies (`HTTPS_PROXY`), trusted authorities (`NODE_EXTRA_CA_CERTS`), and the pass phrase of `callbackTls.clientKey`.
   * Default: no proxy, and what Node.js trusts.
   */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /**
   * Serves a page for browsers: gets the requests for `/` that accept HTML, and all below `/__ui`. The command `simulate`
   * serves its page by this.
   */
  readonly ui?: RequestListener;
  /** Replaces the clock, timers and network of the machine, for tests; `callbackTls` and `environment` are then not used. */
  readonly system?: System;
}

/** A simulated XIS. */
export interface Simulator {
  listen(): Promise<void>;
  /** The port that the simulator listens on; 0 before it listens. */
  readonly port: number;
  /** The url by which this machine reaches the simulator, without a path; empty before it listens. */
  readonly address: string;
  /** The public url, without the path of the FHIR API. */
  readonly url: string;
  /** Whether the control interface responds over HTTP: on an address that others can reach, it requires `adminToken`. */
  readonly hasControlInterface: boolean;
  /** The public FHIR base. */
  readonly baseUrl: string;
  /** The authorization server that it serves at `{url}/auth`, if `authorizationServer` is configured. */
  readonly authorizationServer: AuthorizationServer | undefined;
  /**
   * Returns the controls of an organization; without an AGB code, of the first organization. With a store, it must be open:
   * it is closed when it was not used for five minutes, unless it is in the configuration. `organizations.use` opens any.
   * @throws ControlError when the organization does not exist
   */
  organization(agb?: string): Organization;
  /**
   * Takes another configuration over while the simulator runs. An organization that stays keeps its appointments, callbacks and
   * journal; a setting that a test has changed meanwhile stays, unless the configuration changes it. What takes effect at the
   * next start only is named in the result.
   * @param configuration an object, or the path of a YAML or JSON file
   * @throws ConfigurationError when the configuration has mistakes; nothing has changed then
   * @throws StoreUnavailableError when the store is down or full: the next call does the rest
   */
  reconfigure(configuration: Configuration | string): Promise<Reconfiguration>;
  /** The store; undefined where the state is in memory only. */
  readonly store: { readonly description: string; countOrganizations(): Promise<number> } | undefined;
  readonly organizations: {
    /** Returns the controls of all organizations; with a store in PostgreSQL, of those that are open in this process. */
    list(): readonly Organization[];
    /** Adds an organization; throws a `ConfigurationError` when its configuration has mistakes. */
    create(configuration: OrganizationConfiguration): Promise<Organization>;
    /**
     * Adds an organization with the configuration of another one and an unused AGB code.
     * @param changes keys that replace those of the configuration
     * @throws ControlError when the other one does not exist
     * @throws ConfigurationError when the changed configuration has mistakes
     */
    copy(agb: string, changes?: OrganizationChanges): Promise<Organization>;
    /** Adds an organization from a snapshot; replaces an organization with the same AGB code. */
    restore(snapshot: unknown): Promise<Organization>;
    /**
     * Runs a synchronous function with the controls of an organization, as one turn: it is opened from the store first,
     * and what the function changes is stored when the promise resolves. An organization that several processes share
     * changes in no other way.
     * @throws ControlError when the organization does not exist
     * @throws StoreUnavailableError when the store is down or full
     */
    use<T>(agb: string, use: (organization: Organization) => T): Promise<T>;
    /**
     * Removes an organization with all its data.
     * @throws ControlError when the organization does not exist
     */
    drop(agb: string): Promise<void>;
  };
  /**
   * Stops listening, and ends connections, timers and running callbacks.
   * @param options.graceMs real milliseconds in which the requests under way may still get their responses, and the
   *   callbacks under way may end; no other callback is sent. Default: 0
   */
  close(options?: { readonly graceMs?: number }): Promise<void>;
}

/**
 * Creates a simulator of a XIS. It does not listen yet.
 * @throws ConfigurationError when the configuration has mistakes; lists each with its path, and for a file its line
 * @example
 * ```ts
 * const simulator = await createSimulator({ configuration: 'practice.yaml', port: 0 });
 * await simulator.listen();
 * const response = await fetch(`${simulator.baseUrl}/Slot?status=free`, {
 *   headers: { 'X-Organization-Identifier': 'http://fhir.nl/fhir/NamingSystem/agb-z|01000001' },
 * });
 * await simulator.close();
 * ```
 */
export async function createSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const closers: Closer[] = [];
  try {
    return await openSimulator(options, closers);
  } catch (error) {
    await closeAll(closers);
    throw error;
  }
}

/** Closes something that a simulator has opened. */
type Closer = () => Promise<unknown> | undefined;

/** Closes what was opened, the last one first. */
async function closeAll(closers: Closer[]): Promise<void> {
  for (const close of closers.splice(0).reverse()) await close();
}

/** @param closers receives how all is closed that is opened on the way */
async function openSimulator(options: SimulatorOptions, closers: Closer[]): Promise<Simulator> {
  const configuration = await readConfiguration(options);
  const store = resolveStore(configuration.store, options);
  const { server: configured = {} } = configuration;
  const { port = configured.port ?? 8080, host = configured.host ?? '127.0.0.1' } = options;
  const { publicUrl: givenUrl = configured.publicUrl } = options;
  const publicUrl = givenUrl === undefined ? undefined : baseOf(givenUrl);
  const client = await createCallbackClient(configuration.callbackTls, options.environment);
  closers.push(() => client?.close());
  const system = options.system ?? (client ? { ...realSystem, fetch: client.fetch } : realSystem);
  const authentication = await createAuthentication(configuration, system, {
    host,
    publicUrl,
    adminToken: options.adminToken,
    environment: options.environment,
  });
  closers.push(async () => authentication?.close());
  const tokens = await createCallbackTokens(configuration, {
    system,
    server: authentication?.server,
    issuer: authentication?.server?.issuer || (port > 0 ? localAddress(host, port) + AUTHORIZATION_PATH : undefined),
    address: () => address,
    environment: options.environment,
  });
  const identities = store?.pseudonymKey === undefined ? undefined : createIdentities(store.pseudonymKey);
  const logStore =
    store && (await openStore(store, { system, onNotice: (text) => options.log?.notice?.(redactText(text)) }));
  const simulation = new Simulation(system, options.log, { ...tokens, identities }, logStore);
  closers.push(() => simulation.close());
  if (authentication?.server && logStore?.kind === 'shared') simulation.notice(KEYS_OF_ONE_PROCESS);
  let server: HttpServer | undefined;
  let boundPort = 0;
  let address = '';
  let url = '';
  const version = packageVersion();
  const access: ControlAccess = { token: options.adminToken, isLoopback: () => isLoopback(host) };
  const admin = createAdminRouter(simulation, access, version);
  await simulation.start(configuration.organizations, store?.retentionDays);

  const findAgb = (text: string): Agb => {
    const agb = parseAgb(text);
    if (!agb) throw new ControlError('not-found', `unknown organization ${text}`);
    if (!simulation.organizations.known().includes(agb)) throw simulation.organizations.missing(agb);
    return agb;
  };

  let running = configuration;
  let reconfiguring: Promise<unknown> = Promise.resolve();

  return {
    async listen() {
      if (server) throw new Error('The simulator is already listening.');
      const listening = createExpressServer(
        createApp(simulation, admin, {
          version,
          cors: configured.cors,
          authorizationServer: authentication?.server,
          ui: options.ui,
        }),
      );
      boundPort = await listening.listen(port, host);
      server = listening;
      address = localAddress(host, boundPort);
      url = publicUrl ?? address;
      simulation.base = url + FHIR_PATH;
      simulation.authentication = authentication?.start(url, address);
    },
    get port() {
      return boundPort;
    },
    get address() {
      return address;
    },
    get url() {
      return url;
    },
    hasControlInterface: hasControlInterface(access),
    get baseUrl() {
      return url + FHIR_PATH;
    },
    authorizationServer: authentication?.server,
    reconfigure(next) {
      const reconfigured = reconfiguring.then(async () => {
        const after = await readConfiguration({ configuration: next });
        const result = await reconfigure(simulation, running, after);
        running = after;
        return result;
      });
      reconfiguring = reconfigured.catch(() => undefined);
      return reconfigured;
    },
    store: logStore && {
      description: logStore.description,
      countOrganizations: async () => (await simulation.organizations.list()).length,
    },
    organization(agb) {
      const [first] = simulation.organizations.known();
      return createOrganization(simulation, agb === undefined ? (first ?? findAgb('')) : findAgb(agb));
    },
    organizations: {
      list: () => simulation.organizations.known().map((agb) => createOrganization(simulation, agb)),
      async create(organization) {
        const world = await simulation.add(organization);
        return createOrganization(simulation, world.practice.agb);
      },
      async copy(agb, changes = {}) {
        const world = await simulation.addCopy(agb, changes);
        return createOrganization(simulation, world.practice.agb);
      },
      async restore(snapshot) {
        const world = await restoreWorld(snapshot, simulation.dependencies);
        await simulation.put(world);
        return createOrganization(simulation, world.practice.agb);
      },
      async use(agb, use) {
        const known = parseAgb(agb);
        if (!known) throw new ControlError('not-found', `unknown organization ${agb}`);
        const cause = { kind: 'command', name: 'organizations.use' } as const;
        return simulation.organizations.turn(known, cause, () => use(createOrganization(simulation, known)));
      },
      async drop(agb) {
        const known = parseAgb(agb);
        if (!known || !(await simulation.organizations.drop(known)))
          throw new ControlError('not-found', `unknown organization ${agb}`);
      },
    },
    async close({ graceMs = 0 } = {}) {
      simulation.stopFeeds();
      if (graceMs > 0) await drain(simulation, server, graceMs);
      await server?.close();
      server = undefined;
      boundPort = 0;
      await closeAll(closers);
    },
  };
}

/** In so many real milliseconds, a request arrives that a client has sent before it knew that the simulator ends. */
const SILENCE_MS = 500;

/** Lets the requests and the callbacks under way end, within a time. */
async function drain(simulation: Simulation, server: HttpServer | undefined, graceMs: number): Promise<void> {
  const cancels: (() => void)[] = [];
  const after = (milliseconds: number) =>
    new Promise<void>((resolve) => cancels.push(simulation.system.after(milliseconds, resolve)));
  const deadline = after(graceMs);
  const callbacks = simulation.drainCallbacks();
  await Promise.all([
    server?.drain({ silence: () => after(SILENCE_MS), deadline }),
    Promise.race([callbacks, deadline]),
  ]);
  for (const cancel of cancels) cancel();
}

const KEYS_OF_ONE_PROCESS =
  'The authorization server of this process has keys of its own: other processes on this store reject its tokens. Use an authorization server of its own for several processes.';

async function readConfiguration({ configuration }: SimulatorOptions): Promise<Configuration> {
  if (configuration === undefined) return defaultConfiguration();
  if (typeof configuration === 'string') return loadConfiguration(configuration);
  const mistakes = checkConfiguration(configuration);
  if (mistakes.length > 0) throw new ConfigurationError(mistakes);
  return configuration;
}

/** Returns the base of a public url, which may be that of the FHIR API. */
function baseOf(url: string): string {
  return url.replace(/\/+$/, '').replace(new RegExp(`/+${FHIR_PATH.slice(1)}$`), '');
}
