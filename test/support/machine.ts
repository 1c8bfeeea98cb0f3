import { test as base } from 'vitest';
import type { Agb } from '../../fhir/agb.ts';
import { SMALL_PRACTICE } from '../../fixtures/test/practices.ts';
import { createAdminRouter } from '../../simulator/admin/router.ts';
import { createOrganization } from '../../simulator/control/create-organization.ts';
import type { Organization } from '../../simulator/control/organization.ts';
import { createApp } from '../../simulator/http/app.ts';
import { createExpressServer } from '../../simulator/http/server.ts';
import type { OrganizationConfiguration } from '../../simulator/practice/schema.ts';
import { Simulation } from '../../simulator/simulation.ts';
import type { LogStore, OwnedStore, Standing, StoredEntry } from '../../simulator/store/store.ts';
import { StoreUnavailableError } from '../../simulator/store/store-error.ts';
import { MemoryDatabase, type Step, type StepHook } from './memory-shared-store.ts';
import { createManualSystem, type ManualSystem, NINE } from './time.ts';

export const AGB = '10000001' as Agb;
/** The practice, whose clock runs from Monday at nine. */
export const PRACTICE: OrganizationConfiguration = {
  ...SMALL_PRACTICE,
  agb: AGB,
  clock: { now: '2027-01-11T07:00:00+01:00' },
  callbacks: { url: 'http://spreekuur.example', retry: { jitter: 0 } },
};

/** A simulator without HTTP, as one of several processes. */
export interface Process {
  readonly simulation: Simulation;
  readonly errors: string[];
  /** Runs commands as one turn. */
  use<T>(use: (organization: Organization) => T): Promise<T>;
}

/** The machine of processes that share a database, a network and the time. */
export interface Machine {
  readonly system: ManualSystem;
  /** The paths of the callbacks that were sent. */
  readonly sent: string[];
  readonly database: MemoryDatabase;
  /** Starts a process. */
  start(store?: LogStore, configured?: readonly OrganizationConfiguration[]): Promise<Process>;
  /** Lets time pass, a second at a time, with all that follows from it. */
  pass(milliseconds: number): Promise<void>;
}

/** A test with processes, which are closed after it. */
export const test = base.extend<{ machine: Machine }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the parameter's pattern
  machine: async ({}, use) => {
    const started: Simulation[] = [];
    const sent: string[] = [];
    const database = new MemoryDatabase();
    const system = createManualSystem(NINE, (url, { method }) => {
      sent.push(`${method} ${new URL(url).pathname}`);
      return new Response(null, { status: method === 'POST' ? 201 : 200 });
    });
    await use({
      system,
      sent,
      database,
      async start(store = database.open(), configured = []) {
        const errors: string[] = [];
        const log = { request: () => undefined, error: (message: string) => void errors.push(message) };
        const simulation = new Simulation(system, log, {}, store);
        started.push(simulation);
        await simulation.start(configured);
        const cause = { kind: 'command', name: 'test' } as const;
        return {
          simulation,
          errors,
          use: async (use) => simulation.organizations.turn(AGB, cause, () => use(createOrganization(simulation, AGB))),
        };
      },
      async pass(milliseconds) {
        for (let passed = 0; passed < milliseconds; passed += 1000) {
          system.pass(1000);
          await runs();
        }
      },
    });
    for (const simulation of started) await simulation.close();
  },
});

/** Waits for all that follows without time. */
export async function runs(): Promise<void> {
  for (let turn = 0; turn < 30; turn++) await new Promise(setImmediate);
}

/** A hook that fails a step, as long as it is on. */
export function createFailure(failing: Step): { isOn: boolean; hook: StepHook } {
  const failure = {
    isOn: false,
    hook(step: Step) {
      if (failure.isOn && step === failing) throw new StoreUnavailableError('the database is down');
    },
  };
  return failure;
}

/** A hook that holds a step until it is released. */
export function createGate(step: Step): {
  readonly hook: StepHook;
  readonly isReached: Promise<void>;
  release(): void;
} {
  let release = (): void => undefined;
  let reach = (): void => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const isReached = new Promise<void>((resolve) => {
    reach = resolve;
  });
  return {
    isReached,
    release,
    async hook(current) {
      if (current !== step) return;
      reach();
      await released;
    },
  };
}

export const PATIENT = { reference: 'Patient/8', display: 'Canaria', bsn: '999900687' };

/** Makes an appointment, about which a callback is sent. */
export function make(organization: Organization, time = '10:00'): void {
  const start = `2027-01-11T${time}:00+01:00`;
  organization.appointments.make({ schedule: 'jansen', type: 'consult', start, patient: PATIENT });
}

/** Serves a simulation with its control interface. */
export async function serve({ simulation }: Process) {
  const access = { token: undefined, isLoopback: () => true };
  const app = createApp(simulation, createAdminRouter(simulation, access, '0'), {
    version: '0',
    cors: undefined,
    authorizationServer: undefined,
    ui: undefined,
  });
  const server = createExpressServer(app);
  const port = await server.listen(0, '127.0.0.1');
  return {
    /** Sends a request to a path. */
    send: (path: string, init: RequestInit = {}) => fetch(`http://127.0.0.1:${port}${path}`, init),
    /** Returns the status of a request to the FHIR API. */
    async get(path: string): Promise<number> {
      const headers = { 'X-Organization-Identifier': AGB };
      return (await fetch(`http://127.0.0.1:${port}/fhir${path}`, { headers })).status;
    },
    [Symbol.asyncDispose]: () => server.close(),
  };
}

/** A store of this process in memory, whose appends fail when a test wants it. */
export class MemoryOwnedStore implements OwnedStore {
  readonly kind = 'owned';
  readonly description = 'memory';
  readonly logs = new Map<Agb, { entries: StoredEntry[]; standing: Standing }>();
  isFull = false;
  readonly broken = new Set<Agb>();
  readonly #failed = new Set<Agb>();

  list = async () => new Map([...this.logs].map(([agb, { standing }]) => [agb, standing]));
  readAfter = async () => undefined;
  close = async () => undefined;

  async read(agb: Agb) {
    if (this.broken.has(agb)) throw new Error(`line 1 of ${agb} is damaged`);
    this.#failed.delete(agb);
    return this.logs.get(agb)?.entries;
  }

  async append(agb: Agb, entries: readonly StoredEntry[], { standing }: { readonly standing: Standing }) {
    if (this.isFull || this.#failed.has(agb)) {
      this.#failed.add(agb);
      throw new StoreUnavailableError('the disk is full');
    }
    this.logs.set(agb, { entries: [...(this.logs.get(agb)?.entries ?? []), ...entries], standing });
  }

  async drop(agb: Agb, usedBefore: number = Number.POSITIVE_INFINITY) {
    const usedAt = this.logs.get(agb)?.standing.usedAt;
    if (usedAt !== undefined && usedAt >= usedBefore) return false;
    this.#failed.delete(agb);
    return this.logs.delete(agb);
  }
}
