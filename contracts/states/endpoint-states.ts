import { DateTime } from 'luxon';
import { daysOn, type Window } from '../discovery/window.ts';
import { boundedText, TooLong } from '../verification/bounded-text.ts';
import { CannotSetUp, type StateSource } from '../verification/stage.ts';

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
}

/** An answer of the endpoint beyond this is not read: 64 KiB. */
const LONGEST_ANSWER = 65_536;

/**
 * A state source that asks a provider's endpoint, by Pact's own protocol: `POST` of `{state, params, action}`, `setup` or
 * `teardown`; any 2xx is well, 501 is "not here", and a JSON object in the answer holds values.
 * @param defaults values that the endpoint need not give
 */
export function createEndpointStates(
  { url, headers = {} }: StatesEndpoint,
  defaults: Readonly<Record<string, string>>,
  { system, timeZone = 'Europe/Amsterdam', timeoutMs = 10_000 }: EndpointContext,
): StateSource {
  const ask = async (body: object): Promise<Readonly<Record<string, string>>> => {
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
    return valuesIn(text);
  };
  return {
    async setUp(state, params) {
      const window = windowLike(params, system.now(), timeZone);
      const values = await ask({ state, params: { ...params, ...window }, action: 'setup' });
      return { ...defaults, ...window, ...values };
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

/** As long as the dates of the contract, from tomorrow on (SL-13, SL-14). */
function windowLike({ from, to }: Readonly<Record<string, string>>, now: number, timeZone: string): Partial<Window> {
  if (from === undefined || to === undefined) return {};
  const days = Math.round(DateTime.fromISO(to).diff(DateTime.fromISO(from), 'days').days);
  return daysOn(DateTime.fromMillis(now, { zone: timeZone }), 1, days);
}

/** Texts and numbers of a JSON object; anything else in it is no value. */
function valuesIn(text: string): Readonly<Record<string, string>> {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return {};
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return {};
  const kept = Object.entries(body).filter(([, value]) => typeof value === 'string' || typeof value === 'number');
  return Object.fromEntries(kept.map(([name, value]) => [name, String(value)]));
}
