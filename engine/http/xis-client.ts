import { AGB_SYSTEM } from '../../fhir/agb.ts';
import { redactText } from '../../output/redaction.ts';
import type { Exchange } from '../exchange.ts';
import type { ResolvedOptions } from '../options.ts';
import { readBody, type UnreadableReason } from './read-body.ts';

/** How a request ended. */
export type Reply =
  /** An answer whose body is JSON, or empty. */
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers: Headers;
      readonly body: unknown;
      readonly mediaType: string;
    }
  /** An answer whose body cannot be read. */
  | {
      readonly kind: 'unreadable';
      readonly status: number;
      readonly headers: Headers;
      readonly reason: UnreadableReason;
    }
  /** No answer. `handled` tells whether the XIS may have handled the request all the same. */
  | {
      readonly kind: 'no-answer';
      readonly reason: 'no-token' | 'refused' | 'unreachable' | 'timeout' | 'dropped';
      readonly handled: 'no' | 'perhaps';
    };

/** Sends requests to the XIS, one at a time or several, and remembers them. */
export interface XisClient {
  get(path: string): Promise<Reply>;
  /** A search or a page of one, by its absolute url (SL-18). */
  follow(url: string): Promise<Reply>;
  post(path: string, body: object): Promise<Reply>;
  /** What was sent, oldest first. */
  readonly exchanges: readonly Exchange[];
}

/** The most exchanges that are remembered. */
const MOST_EXCHANGES = 1000;

export function createXisClient(options: ResolvedOptions): XisClient {
  const { xis, system, timeoutMs, maxBytes } = options;
  const exchanges: Exchange[] = [];

  const headersOf = async (body: object | undefined): Promise<Record<string, string>> => {
    const token = typeof options.token === 'function' ? await options.token() : options.token;
    const own = {
      Accept: 'application/fhir+json',
      'X-Organization-Identifier': `${AGB_SYSTEM}|${options.organization}`,
      ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'Content-Type': 'application/fhir+json' }),
    };
    // fetch() would send both where names differ in case only.
    const taken = new Set(Object.keys(own).map((name) => name.toLowerCase()));
    const others = Object.entries(options.headers).filter(([name]) => !taken.has(name.toLowerCase()));
    const all = { ...Object.fromEntries(others), ...own };
    // Throws here what fetch() would throw: then it is known that nothing was sent.
    new Headers(all);
    return all;
  };

  const send = async (method: string, url: string, body?: object): Promise<Reply> => {
    const headers = await headersOf(body).catch(() => undefined);
    if (!headers) return { kind: 'no-answer', reason: 'no-token', handled: 'no' };
    const started = system.elapsed();
    const reply = await attempt(system.fetch, url, { method, headers, body, timeoutMs, maxBytes });
    const error = reply.kind === 'answer' ? undefined : reply.reason;
    if (exchanges.length >= MOST_EXCHANGES) exchanges.shift();
    exchanges.push({
      method,
      url: redactText(url),
      status: reply.kind === 'no-answer' ? 0 : reply.status,
      durationMs: Math.round(system.elapsed() - started),
      ...(error === undefined ? {} : { error }),
    });
    return reply;
  };

  return {
    get: (path) => send('GET', xis + path),
    follow: (url) => send('GET', url),
    post: (path, body) => send('POST', xis + path, body),
    exchanges,
  };
}

interface Attempt {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: object | undefined;
  readonly timeoutMs: number;
  readonly maxBytes: number;
}

async function attempt(
  fetchIt: typeof fetch,
  url: string,
  { method, headers, body, timeoutMs, maxBytes }: Attempt,
): Promise<Reply> {
  const signal = AbortSignal.timeout(timeoutMs);
  let response: Response;
  try {
    response = await fetchIt(url, {
      method,
      headers,
      // A redirect would carry the patient's data to where nobody has configured it to go.
      redirect: 'manual',
      signal,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch (error) {
    return withoutAnswer(error);
  }
  const { status } = response;
  const read = await readBody(response, maxBytes, signal);
  if (read.kind === 'json') {
    return { kind: 'answer', status, headers: response.headers, body: read.value, mediaType: read.mediaType };
  }
  // The status has arrived and counts, except that a body which broke off leaves it open what was answered.
  return { kind: 'unreadable', status, headers: response.headers, reason: read.reason };
}

function withoutAnswer(error: unknown): Reply {
  const names = error instanceof Error ? error.name : '';
  if (names === 'TimeoutError' || names === 'AbortError')
    return { kind: 'no-answer', reason: 'timeout', handled: 'perhaps' };
  const { code = '', message = '' } = (error as { cause?: { code?: string; message?: string } }).cause ?? {};
  // fetch() goes to no port that belongs to another protocol.
  if (message === 'bad port') return { kind: 'no-answer', reason: 'unreachable', handled: 'no' };
  if (code === 'ECONNREFUSED') return { kind: 'no-answer', reason: 'refused', handled: 'no' };
  const unreachable = [
    'ENOTFOUND',
    'EAI_AGAIN',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'UND_ERR_CONNECT_TIMEOUT',
    'ERR_INVALID_URL',
  ];
  const isTls = /^(ERR_TLS|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/.test(code);
  if (unreachable.includes(code) || isTls) return { kind: 'no-answer', reason: 'unreachable', handled: 'no' };
  return { kind: 'no-answer', reason: 'dropped', handled: 'perhaps' };
}
