import { defined } from '../../schema/defined.ts';
import type { CallbackResponse, IncomingCallback } from '../callback-listener.ts';
import type { ResolvedCheckOptions } from '../options.ts';
import { redactBody, redactHeaders } from '../session/redact-exchange.ts';
import type { XisClient } from '../session/xis-client.ts';
import { inspectOnArrival } from './inspect-token.ts';
import { type CallbackToken, type ParsedCallback, parseCallback, type ReceivedCallback } from './received-callback.ts';

/** The callbacks of a run. */
export type CallbackInbox = NonNullable<ReturnType<typeof openCallbackInbox>>;

/** Callbacks that are kept; those after them only get a response. */
const MAX_CALLBACKS = 500;
const MAX_METHOD_LENGTH = 20;
const MAX_URL_LENGTH = 500;
/** CB-2, UP-4 */
const STATUSES = { response: 201, update: 200, unknown: 404 } as const;
/** Final for the XIS (CB-6): a retry would not make it JSON. */
const NOT_JSON = 400;
const PURPOSES = {
  response: "the practitioner's response",
  update: 'a change by the practice',
  unknown: 'an unknown callback',
} as const;

/** Responds to the callbacks of a run, and keeps each as evidence; returns undefined without a listener. */
export function openCallbackInbox(options: ResolvedCheckOptions, { exchanges, redact }: XisClient) {
  const { callbacks, system, signal, testTokens } = options;
  if (!callbacks) return undefined;
  const received: ReceivedCallback[] = [];
  let isRequested = false;
  const plannedResponses = new Map<string, CallbackResponse[]>();
  const listeners = new Set<(callback: ReceivedCallback) => void>();

  const chooseResponse = ({ kind, appointment = '', body }: ParsedCallback): CallbackResponse => {
    const planned = kind === 'response' ? plannedResponses.get(appointment)?.shift() : undefined;
    return planned ?? { status: kind !== 'unknown' && body === undefined ? NOT_JSON : STATUSES[kind] };
  };

  const inspectToken = ({ headers }: IncomingCallback): CallbackToken | undefined => {
    const text = /^Bearer +(\S+)$/i.exec(headers['authorization'] ?? '')?.[1];
    if (text === undefined) return undefined;
    redact.addSecret(text);
    return { text, inspected: testTokens ? inspectOnArrival(testTokens, text) : Promise.resolve(undefined) };
  };

  const recordExchange = (
    callback: IncomingCallback,
    { kind, body }: ParsedCallback,
    { status, headers = {} }: CallbackResponse,
  ): string => {
    const id = exchanges.begin();
    const requestBody = redactBody(callback.body.length, body, callback.headers['content-type'] ?? '', redact);
    exchanges.add({
      id,
      at: new Date(callback.at).toISOString(),
      direction: 'from-xis',
      purpose: PURPOSES[kind],
      method: callback.method.slice(0, MAX_METHOD_LENGTH),
      url: redact(callbacks.url + callback.path).slice(0, MAX_URL_LENGTH),
      requestHeaders: redactHeaders(Object.entries(callback.headers), redact),
      status,
      responseHeaders: redactHeaders(Object.entries(headers), redact),
      durationMs: Math.max(0, Math.round(system.now() - callback.at)),
      ...defined({ requestBody }),
    });
    return id;
  };

  const stop = callbacks.onCallback((callback) => {
    const parsed = parseCallback(callback);
    const response = chooseResponse(parsed);
    if (received.length < MAX_CALLBACKS) {
      const token = inspectToken(callback);
      const exchangeId = recordExchange(callback, parsed, response);
      const kept = { ...parsed, token, exchangeId, responseStatus: response.status, isUnrequested: !isRequested };
      received.push(kept);
      for (const listener of listeners) listener(kept);
    }
    return response;
  });

  /** Calls a listener with each callback from now on, in the order of registration; returns a function that ends this. */
  const onReceived = (listener: (callback: ReceivedCallback) => void): (() => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };

  return {
    /** In the order of their arrival. */
    received: received as readonly ReceivedCallback[],
    onReceived,
    /** Notes that a decision of the practice is requested from now on. */
    startRequests(): void {
      isRequested = true;
    },
    /** Sets the responses to the next AppointmentResponses about an appointment; the others get 201. */
    respondNextWith: (appointment: string, ...responses: readonly CallbackResponse[]) =>
      void plannedResponses.set(appointment, [...responses]),
    /**
     * Waits until a condition is fulfilled: evaluates it again after each callback. Ends early when the run is aborted.
     * @param maxMs in real milliseconds
     * @param event the condition is evaluated after it as well
     * @returns whether the condition is fulfilled
     */
    async waitUntil(condition: () => boolean, maxMs: number, event?: Promise<void>): Promise<boolean> {
      const ending = new AbortController();
      const timeout = system.wait(maxMs, AbortSignal.any([signal, ending.signal]));
      let stopListening = (): void => undefined;
      const fulfilled = new Promise<void>((resolve) => {
        const evaluate = (): void => {
          if (condition()) resolve();
        };
        stopListening = onReceived(evaluate);
        void event?.then(evaluate);
        evaluate();
      });
      try {
        await Promise.race([fulfilled, timeout]);
        return condition();
      } finally {
        stopListening();
        ending.abort();
      }
    },
    close: stop,
  };
}
