import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { type Agb, parseAgb } from '../fhir/agb.ts';
import { ConfigurationError } from '../schema/mistake.ts';
import { createAdminRouter } from './admin/router.ts';
import { ControlError } from './control/control-error.ts';
import { createOrganization } from './control/create-organization.ts';
import type { Organization } from './control/organization.ts';
import { restoreWorld } from './control/snapshot/restore.ts';
import { createApp, FHIR_PATH } from './http/app.ts';
import { createHttpServer } from './http/server.ts';
import { checkConfiguration } from './practice/check.ts';
import { defaultConfiguration } from './practice/default.ts';
import { loadConfiguration } from './practice/load.ts';
import type { Configuration, OrganizationConfiguration } from './practice/schema.ts';
import { type Log, Simulation } from './simulation.ts';
import { realSystem, type System } from './system.ts';

/** What a simulator is made with. */
export interface SimulatorOptions {
  /** The practices: an object, or the path of a YAML or JSON file; without it the default practice. */
  readonly configuration?: Configuration | string;
  /** Goes before `server.port` of the configuration; 0 for any free port. */
  readonly port?: number;
  /** Goes before `server.host`. */
  readonly host?: string;
  /** Goes before `server.publicUrl`. */
  readonly publicUrl?: string;
  /** The token of the control interface: needed there as `Authorization: Bearer`, on loopback as well when it is set. */
  readonly adminToken?: string;
  /** Where to tell what happens. Without it nothing is told. */
  readonly log?: Log;
  /** The machine's clock, timers and network; for tests. */
  readonly system?: System;
}

/** A simulated XIS. */
export interface Simulator {
  /** Starts to listen, on the port given or else the configured one. */
  listen(): Promise<void>;
  /** The port that it listens on. */
  readonly port: number;
  /** Where it can be reached, without a path. */
  readonly url: string;
  /** The FHIR base. */
  readonly baseUrl: string;
  /** The control of one organization; without an AGB code, of the first. */
  organization(agb?: string): Organization;
  readonly organizations: {
    list(): readonly Organization[];
    /** Makes an organization; throws a `ConfigurationError` when its configuration has mistakes. */
    create(configuration: OrganizationConfiguration): Promise<Organization>;
    /** Makes an organization of a snapshot, in the place of one that has its AGB code. */
    restore(snapshot: unknown): Promise<Organization>;
    /** Drops an organization with everything in it. */
    drop(agb: string): Promise<void>;
  };
  /** Ends everything: connections, timers, callbacks under way. */
  close(): Promise<void>;
}

/**
 * Makes a simulator of a XIS. It does not listen yet.
 * @throws ConfigurationError when the configuration has mistakes: each with its path, and for a file its line
 */
export async function createSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const configuration = await readConfiguration(options);
  const { port = 8080, host = '127.0.0.1', publicUrl } = { ...configuration.server, ...pickServerOptions(options) };
  const simulation = new Simulation(options.system ?? realSystem, options.log);
  let server: Server | undefined;
  let url = '';
  const version = (createRequire(import.meta.url)('#package') as { readonly version: string }).version;
  const admin = createAdminRouter(simulation, { token: options.adminToken, loopback: () => isLoopback(host) }, version);
  for (const organization of configuration.organizations) await simulation.addChecked(organization);

  const agbOf = (text: string): Agb => {
    const agb = parseAgb(text);
    if (!agb || !simulation.worlds.has(agb)) throw new ControlError('not-found', `there is no organization ${text}`);
    return agb;
  };

  return {
    async listen() {
      if (server) throw new Error('the simulator listens already');
      const listening = createHttpServer(createApp(simulation, admin, version));
      await new Promise<void>((resolve, reject) => {
        listening.once('error', reject);
        listening.listen(port, host, resolve);
      });
      server = listening;
      const bound = (listening.address() as AddressInfo).port;
      url = (publicUrl ?? `http://${formatHost(host)}:${bound}`).replace(/\/+$/, '');
      simulation.base = url + FHIR_PATH;
    },
    get port() {
      return (server?.address() as AddressInfo | null)?.port ?? 0;
    },
    get url() {
      return url;
    },
    get baseUrl() {
      return url + FHIR_PATH;
    },
    organization(agb) {
      const [first] = simulation.worlds.keys();
      return createOrganization(simulation, agb === undefined ? (first ?? agbOf('')) : agbOf(agb));
    },
    organizations: {
      list: () => [...simulation.worlds.keys()].map((agb) => createOrganization(simulation, agb)),
      async create(organization) {
        const world = await simulation.add(organization);
        return createOrganization(simulation, world.practice.agb);
      },
      async restore(snapshot) {
        const world = await restoreWorld(snapshot, simulation.dependencies);
        await simulation.replace(world);
        return createOrganization(simulation, world.practice.agb);
      },
      async drop(agb) {
        await simulation.drop(agbOf(agb));
      },
    },
    async close() {
      const closed = new Promise<void>((resolve) => {
        if (server) server.close(() => resolve());
        else resolve();
      });
      server?.closeAllConnections();
      await simulation.close();
      server?.closeAllConnections();
      await closed;
      server = undefined;
    },
  };
}

async function readConfiguration({ configuration }: SimulatorOptions): Promise<Configuration> {
  if (configuration === undefined) return defaultConfiguration();
  if (typeof configuration === 'string') return loadConfiguration(configuration);
  const mistakes = checkConfiguration(configuration);
  if (mistakes.length > 0) throw new ConfigurationError(mistakes);
  return configuration;
}

function pickServerOptions({ port, host, publicUrl }: SimulatorOptions) {
  return {
    ...(port === undefined ? {} : { port }),
    ...(host === undefined ? {} : { host }),
    ...(publicUrl === undefined ? {} : { publicUrl }),
  };
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** The host as a url has it. Who listens on every address is best reached as localhost. */
function formatHost(host: string): string {
  if (isLoopback(host) || host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
