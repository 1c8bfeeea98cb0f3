import type { CallbackAnswer, IncomingCallback } from '../callback-listener.ts';
import type { ResolvedCheckOptions } from '../options.ts';
import type { XisClient } from '../session/xis-client.ts';
import { redactBody, redactHeaders } from '../session/redact-exchange.ts';
import { callbackKind, type ReceivedCallback, parseCallback } from './seen-callback.ts';

/** The callbacks of a run, as they come. */
export interface CallbackInbox {
  readonly received: readonly ReceivedCallback[];
  /** The practitioner's answers about an appointment, the first one first. */
  responsesFor(appointment: string): readonly ReceivedCallback[];
  /** The next answer about an appointment gets this instead of 201. */
  respondNextWith(appointment: string, answer: CallbackAnswer): void;
  /** Resolves when the next callback has come. */
  arrival(): Promise<void>;
  close(): void;
}

/** More callbacks than these are answered, and not kept. */
const MOST_KEPT = 500;

/** Takes in the callbacks of a run, answers them, and keeps each as evidence; undefined when nothing listens. */
export function openCallbackInbox(options: ResolvedCheckOptions, { exchanges, redact }: XisClient): CallbackInbox | undefined {
  const { callbacks, system } = options;
  if (!callbacks) return undefined;
  const seen: ReceivedCallback[] = [];
  const planned = new Map<string, CallbackAnswer>();
  let waiting: (() => void)[] = [];

  const keep = (
    callback: IncomingCallback,
    body: unknown,
    { status, headers = {} }: CallbackAnswer,
    id: string,
  ): void => {
    const requestBody = redactBody(callback.body, body, callback.headers['content-type'] ?? '', redact);
    exchanges.add({
      id,
      at: new Date(callback.at).toISOString(),
      direction: 'from-xis',
      purpose: PURPOSES[callbackKind(callback)],
      method: callback.method.slice(0, 20),
      url: redact(callbacks.url + callback.path).slice(0, 500),
      requestHeaders: redactHeaders(Object.entries(callback.headers), redact),
      status,
      responseHeaders: redactHeaders(Object.entries(headers), redact),
      durationMs: Math.max(0, Math.round(system.now() - callback.at)),
      ...(requestBody === undefined ? {} : { requestBody }),
    });
  };

  const stop = callbacks.onCallback((callback) => {
    const body = parsed(callback.body);
    const read = parseCallback(callback, body, { exchange: '', answered: 0 });
    const plan = read.kind === 'answer' ? planned.get(read.appointment ?? '') : undefined;
    if (plan) planned.delete(read.appointment ?? '');
    const answer = plan ?? { status: read.kind !== 'other' && body === undefined ? NOT_JSON : STATUSES[read.kind] };
    if (seen.length < MOST_KEPT) {
      const exchange = exchanges.begin();
      keep(callback, body, answer, exchange);
      seen.push({ ...read, exchange, answered: answer.status });
      const told = waiting;
      waiting = [];
      for (const tell of told) tell();
    }
    return answer;
  });

  return {
    received: seen,
    responsesFor: (id) => seen.filter(({ kind, appointment }) => kind === 'answer' && appointment === id),
    respondNextWith: (id, answer) => void planned.set(id, answer),
    arrival: () => new Promise((resolve) => void waiting.push(resolve)),
    close: stop,
  };
}

/** CB-2, UP-4 */
const STATUSES = { answer: 201, update: 200, other: 404 } as const;
/** What is no JSON cannot be taken; it is final (CB-6). */
const NOT_JSON = 400;
const PURPOSES = {
  answer: "the practitioner's answer",
  update: 'a change by the practice',
  other: 'no callback that is known',
} as const;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
