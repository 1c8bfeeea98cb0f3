import { randomUUID } from 'node:crypto';
import { DateTime } from 'luxon';
import { parseInstant } from '../../fhir/instant.ts';
import { shown } from '../../output/redaction.ts';
import { daysOn, type Window } from '../discovery/window.ts';
import { libraryName, type NameOption } from '../option-names.ts';
import { boundedText, TooLong } from '../verification/bounded-text.ts';
import { CannotSetUp, type StateSource } from '../verification/stage.ts';
import { NO_CATEGORY } from './none.ts';
import type { ProviderState } from './state.ts';

/** A provider's own endpoint for provider states. */
export interface StatesEndpoint {
  readonly url: string;
  /** Headers that it wants. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** What it takes to ask it. */
export interface EndpointContext {
  readonly system: { now(): number; readonly fetch: typeof fetch };
  readonly timeZone?: string;
  readonly timeoutMs?: number;
  readonly nameOption?: NameOption;
}

/** An answer of the endpoint beyond this is not read: 64 KiB. */
const LONGEST_ANSWER = 65_536;

/** What the states of a pact have to give; a pact of another origin may have others. */
type Registry = Readonly<Record<string, ProviderState>>;

/**
 * A state source that asks a provider's endpoint, by Pact's own protocol: `POST` of `{state, params, action}`, `setup` or
 * `teardown`; any 2xx is well, 501 is "not here", and a JSON object in the answer holds values.
 * @param registry what each state has to give: an endpoint that gives less would be blamed on the provider
 * @param defaults values that the endpoint need not give
 */
export function createEndpointStates(
  { url, headers = {} }: StatesEndpoint,
  registry: Registry,
  defaults: Readonly<Record<string, string>>,
  { system, timeZone = 'Europe/Amsterdam', timeoutMs = 10_000, nameOption = libraryName }: EndpointContext,
): StateSource {
  const ask = async (body: object): Promise<string> => {
    let response: Response;
    let text: string;
    try {
      response = await system.fetch(url, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Accept: 'application/json', ...headers },
        body: JSON.stringify(body),
        redirect: 'manual',
        signal: AbortSignal.timeout(timeoutMs),
      });
      text = await boundedText(response, LONGEST_ANSWER);
    } catch (error) {
      if (error instanceof TooLong) throw new Error('its endpoint answers more than 64 KiB');
      const code = (error as { cause?: { code?: string } }).cause?.code;
      throw new Error(`its endpoint gave no answer (${code ?? (error as Error).name})`);
    }
    if (response.status === 501) throw new CannotSetUp('its endpoint answers 501: this state cannot be set up there');
    if (!response.ok) throw new Error(`its endpoint answers ${response.status}`);
    return text;
  };
  return {
    async setUp(state, params) {
      const window = windowLike(params, system.now(), timeZone);
      const given = valuesIn(await ask({ state, params: { ...params, ...window }, action: 'setup' }));
      const values: Readonly<Record<string, string>> = { ...defaults, clientId: randomUUID(), ...window, ...given };
      // No state may be given the category of another: one is there to find something, the other nothing.
      const all = state === EMPTY_CATEGORY ? { ...values, category: given['category'] ?? NO_CATEGORY } : values;
      checkValues(registry[state]?.values ?? [], all, nameOption);
      return all;
    },
    async tearDown(state, params) {
      const window = windowLike(params, system.now(), timeZone);
      // What cannot be set up need not be taken down.
      await ask({ state, params: { ...params, ...window }, action: 'teardown' }).catch((error) => {
        if (!(error instanceof CannotSetUp)) throw error;
      });
    },
  };
}

const EMPTY_CATEGORY = 'no appointment types for a service category';

/** Says what an endpoint has forgotten; Pact would take the examples instead. */
function checkValues(names: readonly string[], values: Readonly<Record<string, string>>, nameOption: NameOption): void {
  const missing = names.filter((name) => values[name] === undefined);
  if (missing.includes('category')) {
    throw new CannotSetUp(`requires ${nameOption('category')}, or the value category from the endpoint`);
  }
  if (missing.length > 0) throw new Error(`its endpoint does not give ${missing.join(', ')}`);
  for (const name of ['start', 'end', 'from', 'to']) {
    const value = values[name];
    if (value !== undefined && parseInstant(value) === undefined) {
      throw new Error(`its endpoint gives '${shown(value)}' as ${name}, which is no instant with an offset`);
    }
  }
}

/** As long as the dates of the contract, from tomorrow on (SL-13, SL-14). */
function windowLike({ from, to }: Readonly<Record<string, string>>, now: number, timeZone: string): Partial<Window> {
  if (from === undefined || to === undefined) return {};
  const days = Math.round(DateTime.fromISO(to).diff(DateTime.fromISO(from), 'days').days);
  return daysOn(DateTime.fromMillis(now, { zone: timeZone }), 1, days);
}

/** Texts and numbers of a JSON object; anything else in it is no value. Nothing at all gives no values. */
function valuesIn(text: string): Readonly<Record<string, string>> {
  if (text.trim() === '') return {};
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new Error('its endpoint answers something that is no JSON');
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new Error('its endpoint answers JSON that is no object');
  }
  const kept = Object.entries(body).filter(([, value]) => typeof value === 'string' || typeof value === 'number');
  return Object.fromEntries(kept.map(([name, value]) => [name, String(value)]));
}
