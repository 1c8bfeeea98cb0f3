import { DateTime } from 'luxon';
import type { BookingPatient, EngineSystem } from '../../engine/index.ts';
import { AGB_SYSTEM } from '../../fhir/agb.ts';
import { parseInstant } from '../../fhir/instant.ts';
import { redactUnlessCode } from '../../output/redaction.ts';
import { defined } from '../../schema/defined.ts';
import { createTransport, type Transport } from '../../transport/create-transport.ts';
import { formatFailure } from '../../transport/failure.ts';
import { type FetchLimits, fetchOnce } from '../../transport/fetch-once.ts';
import { createWindow, type Window } from '../discovery/window.ts';
import { StateNotApplicable, type StateSource, StateUnavailable, type StateValues } from '../verification/session.ts';
import type { ProviderState } from './state.ts';
import { NON_EXISTENT_CATEGORY } from './values.ts';

/** A provider's own endpoint for provider states. */
export interface StatesEndpoint {
  readonly url: string;
  /** Headers of its requests, such as an API key. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** The options of requests to the endpoint. */
export interface EndpointContext {
  readonly system: Pick<EngineSystem, 'now' | 'randomUUID' | 'fetch' | 'wait'>;
  readonly timeZone?: string;
  readonly timeoutMs?: number;
  /** Ends all waiting early. */
  readonly signal?: AbortSignal;
  /** Returns the name of an option in texts; default: its name here. */
  readonly nameOption?: (option: 'category') => string;
}

/** The states of a pact; one from a broker may have other states. */
type Registry = Readonly<Record<string, ProviderState>>;

const MAX_BODY_BYTES = 65_536;
const EMPTY_CATEGORY = 'no appointment types for a service category';

/**
 * Creates a state source from a provider's endpoint, by Pact's own protocol: `POST` of `{state, params, action}` with the
 * action `setup` or `teardown`. Any 2xx is success, 501 skips the interaction, and a JSON object in the response has values.
 * Any other response of the endpoint makes the state unavailable: it says nothing about the provider.
 * @param registry the required values of each state
 * @param defaults values that the endpoint need not return
 */
export function createEndpointStates(
  endpoint: StatesEndpoint,
  registry: Registry,
  defaults: StateValues,
  {
    system,
    timeZone = 'Europe/Amsterdam',
    timeoutMs = 10_000,
    nameOption = (option) => option,
    signal,
  }: EndpointContext,
): StateSource {
  const transport = createTransport(system, { retries: true, ...defined({ signal }) });
  const send = (state: string, params: StateValues, action: string): Promise<string> =>
    postState(endpoint, { state, params, action }, { system, timeoutMs }, transport);
  const shiftWindow = (params: StateValues): Partial<Window> => toCurrentWindow(params, system.now(), timeZone);
  return {
    async setUp(state, params) {
      const window = shiftWindow(params);
      const returned = parseValues(await send(state, { ...params, ...window }, 'setup'));
      const values = { ...defaults, clientId: system.randomUUID(), ...window, ...returned };
      // The default category has types, so it does not fit the state without types.
      const category = state === EMPTY_CATEGORY ? (returned['category'] ?? NON_EXISTENT_CATEGORY) : undefined;
      const all: StateValues = { ...values, ...defined({ category }) };
      checkValues(registry[state]?.values ?? [], all, nameOption);
      return all;
    },
    async tearDown(state, params) {
      await send(state, { ...params, ...shiftWindow(params) }, 'teardown').catch((error) => {
        // A state that cannot be set up needs no teardown.
        if (!(error instanceof StateUnavailable)) throw error;
      });
    },
  };
}

/** Returns the values that follow from the options of a verification. */
export function toKnownValues(organization: string, patient: BookingPatient | undefined): StateValues {
  return {
    organization: `${AGB_SYSTEM}|${organization}`,
    ...defined({
      patientReference: patient?.reference,
      patientDisplay: patient?.display,
      patientBsn: patient?.bsn,
    }),
  };
}

async function postState(
  { url, headers = {} }: StatesEndpoint,
  body: object,
  { system, timeoutMs }: Pick<FetchLimits, 'timeoutMs'> & Pick<EndpointContext, 'system'>,
  transport: Transport,
): Promise<string> {
  const init = {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'application/json', ...headers },
    body: JSON.stringify(body),
  };
  const { result, fault } = await transport.send({
    method: 'POST',
    url,
    token: undefined,
    attempt: () => fetchOnce(url, init, { system, timeoutMs, maxBytes: MAX_BODY_BYTES }),
  });
  if (!result || result.failure) {
    const text =
      fault?.kind === 'too-long' ? 'a body of more than 64 KiB' : `no response: ${fault && formatFailure(fault)}`;
    throw new StateUnavailable(`its endpoint returned ${text}`);
  }
  const { status, bytes } = result;
  if (status === 501) throw new StateUnavailable('its endpoint returned 501: this state cannot be set up there');
  if (status < 200 || status >= 300) throw new StateUnavailable(`its endpoint returned ${status}`);
  return bytes.toString('utf8');
}

/** Checks that an endpoint returned every value: Pact would take the examples for missing ones. */
function checkValues(names: readonly string[], values: StateValues, nameOption: (option: 'category') => string): void {
  const missing = names.filter((name) => values[name] === undefined);
  if (missing.includes('category')) {
    throw new StateNotApplicable(`needs ${nameOption('category')}, or the value category from the endpoint (AT-2)`);
  }
  if (missing.length > 0) throw new StateUnavailable(`its endpoint did not return ${missing.join(', ')}`);
  for (const name of ['start', 'end', 'from', 'to']) {
    const value = values[name];
    if (value !== undefined && parseInstant(value) === undefined) {
      throw new StateUnavailable(
        `its endpoint returned ${name}: expected an instant with an offset, got '${redactUnlessCode(value)}'`,
      );
    }
  }
}

/** Moves the dates of the contract to tomorrow, with the same number of days (SL-13, SL-14). */
function toCurrentWindow({ from, to }: StateValues, now: number, timeZone: string): Partial<Window> {
  if (from === undefined || to === undefined) return {};
  const days = Math.round(DateTime.fromISO(to).diff(DateTime.fromISO(from), 'days').days);
  return createWindow(DateTime.fromMillis(now, { zone: timeZone }), 1, days);
}

/** Parses texts and numbers of a JSON object and ignores other values. An empty body has no values. */
function parseValues(text: string): StateValues {
  if (text.trim() === '') return {};
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (error) {
    throw new StateUnavailable('its endpoint returned a body that is not JSON', { cause: error });
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new StateUnavailable('its endpoint returned JSON that is not an object');
  }
  const values = Object.entries(body).filter(([, value]) => typeof value === 'string' || typeof value === 'number');
  return Object.fromEntries(values.map(([name, value]) => [name, String(value)]));
}
