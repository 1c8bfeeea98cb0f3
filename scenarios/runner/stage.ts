import { Duration } from 'luxon';
import {
  type BookingEngine,
  createBookingEngine,
  type Listener,
  realSystem as realEngineSystem,
} from '../../engine/index.ts';
import { createSimulator, type Organization, realSystem, type Simulator } from '../../simulator/index.ts';
import { createPatientView, type PatientView } from './patient-view.ts';
import { engineOptions, type Scenario, type ScenarioPatient } from './scenario.ts';
import { type CommonInput, StepError } from './step.ts';
import { createTrace, type Trace } from './trace.ts';
import { type Abandoned, fetchOnClock, nowOf } from './virtual-wait.ts';

/** A practice in a scenario: both sides of it. */
export interface House {
  readonly agb: string;
  readonly xis: Organization;
  readonly engine: BookingEngine;
  /** Where Spreekuur.nl takes callbacks. */
  readonly spreekuur: string;
  /** What Spreekuur.nl has logged as errors. */
  readonly errors: readonly string[];
  /** What a patient has seen of this practice so far. */
  view(patient: string): PatientView;
}

/** How Spreekuur.nl stands to callbacks. */
export type Reachability = 'up' | 'down' | { readonly status: number; readonly retryAfterSeconds?: number };

/** All that plays in a scenario. */
export interface Stage {
  readonly baseUrl: string;
  readonly houses: readonly House[];
  readonly trace: Trace;
  /** Whether callbacks get through. */
  reachable: Reachability;
  /** The practice that a step is about. */
  house(input: Pick<CommonInput, 'organization'>): House;
  /** The patient that a step is about. */
  patient(input: Pick<CommonInput, 'patient'>): ScenarioPatient & { readonly name: string };
  /** Waits until nothing that is due is under way any more. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/** Builds a simulator and an engine for each practice; nothing is left of them after `close`. */
export async function createStage(scenario: Scenario): Promise<Stage> {
  const trace = createTrace();
  const state: { reachable: Reachability } = { reachable: 'up' };
  const simulator = await createSimulator({
    configuration: { organizations: scenario.organizations },
    port: 0,
    system: { ...realSystem, fetch: (url, init) => callSpreekuur(state, trace, String(url), init) },
  });
  const listeners: Listener[] = [];
  const close = async (): Promise<void> => {
    await simulator.close();
    await Promise.all(listeners.map((listener) => listener.close()));
  };
  try {
    await simulator.listen();
    const houses: House[] = [];
    for (const { agb } of scenario.organizations)
      houses.push(await openHouse(scenario, simulator, agb, trace, listeners));
    return {
      baseUrl: simulator.baseUrl,
      houses,
      trace,
      get reachable() {
        return state.reachable;
      },
      set reachable(reachable) {
        state.reachable = reachable;
      },
      house({ organization }) {
        const house = organization === undefined ? houses[0] : houses.find(({ agb }) => agb === organization);
        if (!house) throw new StepError(`there is no practice ${organization}`);
        return house;
      },
      patient({ patient }) {
        const [first = ''] = Object.keys(scenario.patients);
        const name = patient ?? first;
        const found = scenario.patients[name];
        if (!found) throw new StepError(`there is no patient ${name}`);
        return { ...found, name };
      },
      async settled() {
        for (const { xis } of houses) await xis.settled();
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function openHouse(
  scenario: Scenario,
  simulator: Simulator,
  agb: string,
  trace: Trace,
  listeners: Listener[],
): Promise<House> {
  const xis = simulator.organization(agb);
  const settings = scenario.engineOf(agb);
  const { timeZone } = xis.configuration();
  const timeoutMs = Duration.fromISO(settings.timeout ?? 'PT10S').toMillis();
  const errors: string[] = [];
  const abandoned: Abandoned = new Set();
  const engine = createBookingEngine({
    ...(timeZone === undefined ? {} : { timeZone }),
    ...engineOptions(settings),
    xis: simulator.baseUrl,
    organization: agb,
    // The clock of the scenario decides; this one is for a simulator that hangs.
    timeoutMs: 60_000,
    logError: (message) => void errors.push(message),
    system: {
      ...realEngineSystem,
      now: () => nowOf(xis),
      fetch: async (url, init = {}) => {
        trace.request('Spreekuur.nl', 'XIS', `${init.method ?? 'GET'} ${below(simulator.baseUrl, String(url))}`);
        try {
          const answer = await fetchOnClock(xis, timeoutMs, abandoned, url, init);
          trace.answer('XIS', 'Spreekuur.nl', String(answer.status));
          return answer;
        } catch (error) {
          const isTimeout = error instanceof Error && error.name === 'TimeoutError';
          trace.note('Spreekuur.nl', isTimeout ? 'no answer in time' : 'the connection is gone');
          throw error;
        }
      },
    },
  });
  engine.onNotification(({ kind, appointmentId, text }) =>
    trace.request('Spreekuur.nl', 'Patient', `${kind} ${appointmentId}: ${text}`),
  );
  const listener = await engine.listen({ port: 0 });
  listeners.push(listener);
  xis.callbacks.set({ ...xis.callbacks.get(), url: listener.url });
  const views = new Map<string, PatientView>();
  return {
    agb,
    xis,
    engine,
    spreekuur: listener.url,
    errors,
    view(patient) {
      const view = views.get(patient) ?? createPatientView(engine);
      views.set(patient, view);
      return view;
    },
  };
}

/** A callback of the XIS, which may find nobody there. */
async function callSpreekuur(
  state: { readonly reachable: Reachability },
  trace: Trace,
  url: string,
  init: RequestInit = {},
): Promise<Response> {
  trace.request('XIS', 'Spreekuur.nl', `${init.method ?? 'GET'} ${new URL(url).pathname}`);
  const { reachable } = state;
  if (reachable === 'down') {
    trace.note('XIS', 'connection refused');
    throw Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNREFUSED' } });
  }
  if (reachable !== 'up') {
    const { status, retryAfterSeconds } = reachable;
    trace.answer('Spreekuur.nl', 'XIS', String(status));
    const headers = retryAfterSeconds === undefined ? {} : { 'Retry-After': String(retryAfterSeconds) };
    return new Response(null, { status, headers: headers as Record<string, string> });
  }
  const answer = await fetch(url, init);
  trace.answer('Spreekuur.nl', 'XIS', String(answer.status));
  return answer;
}

/** A url below the base, decoded, so that people can read it. */
function below(base: string, url: string): string {
  const rest = url.startsWith(base) ? url.slice(base.length) : url;
  try {
    return decodeURIComponent(rest);
  } catch {
    return rest;
  }
}
