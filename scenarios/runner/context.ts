import { Duration } from 'luxon';
import {
  type BookingEngine,
  createBookingEngine,
  type EngineSystem,
  realSystem as realEngineSystem,
} from '../../engine/index.ts';
import { type Instant, instant, parseInstant } from '../../fhir/instant.ts';
import { defined } from '../../schema/defined.ts';
import { createSimulator, type Organization, realSystem, type Simulator } from '../../simulator/index.ts';
import { type Authentication, createAuthentication } from './authentication.ts';
import { createClockedFetch, nowAt } from './clocked-fetch.ts';
import { createPatientView, type PatientView } from './patient-view.ts';
import type { Scenario, ScenarioPatient, StepInput } from './scenario.ts';
import { StepError } from './step-error.ts';
import { createTrace, type Trace } from './trace.ts';

/** A practice in a scenario: its XIS and its booking engine. */
export interface PracticeUnderTest {
  readonly agb: string;
  /** Shows the state of the XIS; `use` changes it. */
  readonly xis: Organization;
  /** Runs commands at the XIS; what they change is stored when the promise resolves. */
  use<T>(command: (xis: Organization) => T): Promise<T>;
  readonly engine: BookingEngine;
  /** The base URL of Spreekuur.nl for callbacks. */
  readonly callbackUrl: string;
  /** The errors that Spreekuur.nl logged. */
  readonly errors: readonly string[];
  /** Returns what a patient sees of this practice. */
  view(patient: string): PatientView;
  close(): Promise<void>;
}

/** The state of Spreekuur.nl's endpoint for callbacks. */
export type CallbackEndpoint = 'up' | 'down' | { readonly status: number; readonly retryAfterSeconds?: number };

/** The simulator and the engines of a scenario. */
export interface ScenarioContext {
  readonly baseUrl: string;
  readonly practices: readonly PracticeUnderTest[];
  readonly trace: Trace;
  /** The tokens of both sides; undefined without authentication. */
  readonly authentication: Authentication | undefined;
  /** Runs a step for its patient. */
  actAs<T>(input: Pick<StepInput, 'patient'>, run: () => Promise<T>): Promise<T>;
  setCallbackEndpoint(state: CallbackEndpoint): void;
  /** Returns the practice of a step. */
  practice(input: Pick<StepInput, 'organization'>): PracticeUnderTest;
  /** Returns the patient of a step. */
  patient(input: Pick<StepInput, 'patient'>): ScenarioPatient & { readonly name: string };
  /** Returns what the patient of a step sees of its practice. */
  view(input: Pick<StepInput, 'organization' | 'patient'>): PatientView;
  /** Waits until everything that is due has ended. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts a simulator, and an engine for each practice.
 * @param store the location of the simulator's store; default: memory
 */
export async function createContext(scenario: Scenario, store?: string): Promise<ScenarioContext> {
  const trace = createTrace();
  let callbackEndpoint: CallbackEndpoint = 'up';
  const { organizations, authorizationServer } = scenario;
  const practices: PracticeUnderTest[] = [];
  // The authorization server has the clock of the practices, which all show the same time.
  let end: Instant | undefined;
  const now = (): Instant => end ?? (practices[0] ? nowAt(practices[0].xis) : startOf(scenario));
  const simulator = await createSimulator({
    configuration: { organizations, ...defined({ authorizationServer }) },
    port: 0,
    ...defined({ store }),
    system: {
      ...realSystem,
      ...(authorizationServer && { now }),
      fetch: (url, init) => sendCallback(callbackEndpoint, trace, String(url), init),
    },
  });
  const close = async (): Promise<void> => {
    end = now();
    await simulator.close();
    await Promise.all(practices.map((practice) => practice.close()));
  };
  let authentication: Authentication | undefined;
  try {
    await simulator.listen();
    const server = simulator.authorizationServer;
    authentication =
      server &&
      createAuthentication(server, {
        now,
        fetch: createTracedFetch(fetch, simulator.baseUrl, trace),
        bsnOf: (name) => scenario.patients[name]?.bsn,
      });
    for (const { agb } of organizations) {
      practices.push(await openPractice(simulator, scenario, agb, { trace, authentication }));
    }
  } catch (error) {
    await close();
    throw error;
  }
  const practice: ScenarioContext['practice'] = ({ organization }) => {
    const found = organization === undefined ? practices[0] : practices.find(({ agb }) => agb === organization);
    if (!found) throw new StepError(`organization: expected a practice of the scenario, got '${organization}'`);
    return found;
  };
  const patient: ScenarioContext['patient'] = (input) => {
    const name = input.patient ?? Object.keys(scenario.patients)[0] ?? '';
    const found = scenario.patients[name];
    if (!found) throw new StepError(`patient: expected a patient of the scenario, got '${name}'`);
    return { ...found, name };
  };
  return {
    baseUrl: simulator.baseUrl,
    practices,
    trace,
    authentication,
    actAs: async (input, run) => (authentication ? authentication.actAs(patient(input).name, run) : run()),
    setCallbackEndpoint(state) {
      callbackEndpoint = state;
    },
    practice,
    patient,
    view: (input) => practice(input).view(patient(input).name),
    async settled() {
      for (const { xis, use } of practices) {
        // A search is in the journal then, also where storing it can wait.
        await use(() => undefined);
        await xis.settled();
      }
    },
    close,
  };
}

/** Returns the time at which the clocks of a scenario start. */
function startOf({ organizations }: Scenario): Instant {
  return parseInstant(organizations[0]?.clock?.now ?? '') ?? instant(0);
}

/** Starts the engine of a practice, and sends the callbacks of its XIS there. */
async function openPractice(
  simulator: Simulator,
  scenario: Scenario,
  agb: string,
  { trace, authentication }: { readonly trace: Trace; readonly authentication: Authentication | undefined },
): Promise<PracticeUnderTest> {
  const xis = simulator.organization(agb);
  const errors: string[] = [];
  const engine = createEngine(simulator.baseUrl, scenario, xis, { trace, errors, authentication });
  engine.onNotification(({ kind, appointmentId, text }) =>
    trace.request('Spreekuur.nl', 'Patient', `${kind} ${appointmentId}: ${text}`),
  );
  const listener = await engine.listen({ port: 0 });
  const use: PracticeUnderTest['use'] = (command) => simulator.organizations.use(agb, command);
  await use(({ callbacks }) => callbacks.set({ ...callbacks.get(), url: listener.url }));
  const views = new Map<string, PatientView>();
  return {
    agb,
    xis,
    use,
    engine,
    callbackUrl: listener.url,
    errors,
    view(patient) {
      const view = views.get(patient) ?? createPatientView(engine);
      views.set(patient, view);
      return view;
    },
    close: () => listener.close(),
  };
}

function createEngine(
  baseUrl: string,
  scenario: Scenario,
  xis: Organization,
  {
    trace,
    errors,
    authentication,
  }: { readonly trace: Trace; readonly errors: string[]; readonly authentication: Authentication | undefined },
): BookingEngine {
  const { timeout = 'PT10S', clientId = 'spreekuur', ...settings } = scenario.engineOf(xis.agb);
  const { timeZone } = xis.configuration();
  const clockedFetch = createClockedFetch(xis, Duration.fromISO(timeout).toMillis());
  return createBookingEngine({
    ...defined({ timeZone }),
    ...settings,
    ...(authentication && {
      token: authentication.createSource(clientId),
      authentication: authentication.ofCallbacks,
    }),
    xis: baseUrl,
    organization: xis.agb,
    // The scenario's clock has the real time-out; this one ends a simulator that hangs.
    timeoutMs: 60_000,
    logError: (message) => void errors.push(message),
    system: {
      ...realEngineSystem,
      now: () => nowAt(xis),
      fetch: createTracedFetch(clockedFetch, baseUrl, trace),
    },
  });
}

/** Creates a fetch that records requests of Spreekuur.nl and their responses. */
function createTracedFetch(fetchXis: typeof fetch, baseUrl: string, trace: Trace): EngineSystem['fetch'] {
  return async (url, init = {}) => {
    const server = String(url).startsWith(baseUrl) ? 'XIS' : 'Authorization server';
    const path = server === 'XIS' ? toReadablePath(baseUrl, String(url)) : new URL(String(url)).pathname;
    trace.request('Spreekuur.nl', server, `${init.method ?? 'GET'} ${path}`);
    try {
      const response = await fetchXis(url, init);
      trace.response(server, 'Spreekuur.nl', String(response.status));
      return response;
    } catch (error) {
      const isTimeout = error instanceof Error && error.name === 'TimeoutError';
      trace.note('Spreekuur.nl', isTimeout ? 'the request timed out' : 'the connection was closed');
      throw error;
    }
  };
}

/** Sends a callback of the XIS, if the endpoint is up. */
async function sendCallback(
  endpoint: CallbackEndpoint,
  trace: Trace,
  url: string,
  init: RequestInit = {},
): Promise<Response> {
  trace.request('XIS', 'Spreekuur.nl', `${init.method ?? 'GET'} ${new URL(url).pathname}`);
  if (endpoint === 'down') {
    trace.note('XIS', 'connection refused');
    throw new TypeError('fetch failed', { cause: Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }) });
  }
  if (endpoint === 'up') {
    const response = await fetch(url, init);
    trace.response('Spreekuur.nl', 'XIS', String(response.status));
    return response;
  }
  const { status, retryAfterSeconds } = endpoint;
  trace.response('Spreekuur.nl', 'XIS', String(status));
  const headers = new Headers();
  if (retryAfterSeconds !== undefined) headers.set('Retry-After', String(retryAfterSeconds));
  return new Response(null, { status, headers });
}

/** Returns the decoded path and query of a URL below the base. */
function toReadablePath(baseUrl: string, url: string): string {
  const path = url.startsWith(baseUrl) ? url.slice(baseUrl.length) : url;
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
