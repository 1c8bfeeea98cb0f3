import { AGB_SYSTEM } from '../../fhir/agb.ts';
import { redactText } from '../../output/redaction.ts';
import { defined } from '../../schema/defined.ts';
import type { ResolvedOptions } from '../options.ts';
import { readBody, type UnreadableReason } from './read-body.ts';

/** A request to the XIS and its result, redacted. */
export interface Exchange {
  readonly method: string;
  /** The absolute URL, without secrets. */
  readonly url: string;
  /** 0 without a response. */
  readonly status: number;
  /** Real milliseconds. */
  readonly durationMs: number;
  /** The reason for a missing or unreadable response. */
  readonly error?: string;
}

/** The result of a request. */
export type Reply =
  /** A response with a JSON body, or an empty one. */
  | {
      readonly kind: 'response';
      readonly status: number;
      readonly headers: Headers;
      readonly body: unknown;
      readonly mediaType: string;
      /** Whether the body is UTF-8 (TR-14). */
      readonly isUtf8: boolean;
    }
  /** A response with an unreadable body. */
  | {
      readonly kind: 'unreadable';
      readonly status: number;
      readonly headers: Headers;
      readonly reason: UnreadableReason;
    }
  /** No response. `handled` is `perhaps` where the XIS may have handled the request. */
  | {
      readonly kind: 'no-response';
      readonly reason: 'no-token' | 'refused' | 'unreachable' | 'timeout' | 'dropped';
      readonly handled: 'no' | 'perhaps';
    };

export type XisClient = ReturnType<typeof createXisClient>;

const MAX_EXCHANGES = 1000;

/** Creates a client that sends requests to the XIS and records them. */
export function createXisClient(options: ResolvedOptions) {
  const { xis, system } = options;
  const exchanges: Exchange[] = [];

  const buildHeaders = async (body: object | undefined): Promise<Record<string, string>> => {
    const token = typeof options.token === 'function' ? await options.token() : options.token;
    const { organization, organizationFormat, organizationHeader } = options;
    const required = {
      Accept: 'application/fhir+json',
      [organizationHeader]: organizationFormat === 'code' ? organization : `${AGB_SYSTEM}|${organization}`,
      ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'Content-Type': 'application/fhir+json' }),
    };
    // fetch() sends both headers where two names differ in case only.
    const reserved = new Set(Object.keys(required).map((name) => name.toLowerCase()));
    const extra = Object.entries(options.headers).filter(([name]) => !reserved.has(name.toLowerCase()));
    const headers = { ...Object.fromEntries(extra), ...required };
    // Invalid headers throw here, where it is certain that no request was sent.
    new Headers(headers);
    return headers;
  };

  const send = async (method: string, url: string, body?: object): Promise<Reply> => {
    const headers = await buildHeaders(body).catch(() => undefined);
    if (!headers) return { kind: 'no-response', reason: 'no-token', handled: 'no' };
    const started = system.elapsed();
    const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    const reply = await sendOnce(url, init, options);
    const error = reply.kind === 'response' ? undefined : reply.reason;
    if (exchanges.length >= MAX_EXCHANGES) exchanges.shift();
    exchanges.push({
      method,
      url: redactText(url),
      status: reply.kind === 'no-response' ? 0 : reply.status,
      durationMs: Math.round(system.elapsed() - started),
      ...defined({ error }),
    });
    return reply;
  };

  return {
    get: (path: string) => send('GET', xis + path),
    /** Requests a search or one of its pages by absolute URL (SL-18). */
    follow: (url: string) => send('GET', url),
    post: (path: string, body: object) => send('POST', xis + path, body),
    /** The recorded requests, oldest first. */
    exchanges: exchanges as readonly Exchange[],
  };
}

async function sendOnce(
  url: string,
  init: RequestInit,
  { system, timeoutMs, maxBytes }: ResolvedOptions,
): Promise<Reply> {
  const signal = AbortSignal.timeout(timeoutMs);
  let response: Response;
  try {
    // Following a redirect would send the patient's data to an unconfigured server.
    response = await system.fetch(url, { ...init, redirect: 'manual', signal });
  } catch (error) {
    return toNoResponse(error);
  }
  const { status } = response;
  const read = await readBody(response, maxBytes, signal);
  if (read.kind === 'json') {
    const { value: body, mediaType, isUtf8 } = read;
    return { kind: 'response', status, headers: response.headers, body, mediaType, isUtf8 };
  }
  return { kind: 'unreadable', status, headers: response.headers, reason: read.reason };
}

function toNoResponse(error: unknown): Reply {
  const name = error instanceof Error ? error.name : '';
  if (name === 'TimeoutError' || name === 'AbortError')
    return { kind: 'no-response', reason: 'timeout', handled: 'perhaps' };
  const { code = '', message = '' } = (error as { cause?: { code?: string; message?: string } }).cause ?? {};
  // fetch() rejects ports of other protocols.
  if (message === 'bad port') return { kind: 'no-response', reason: 'unreachable', handled: 'no' };
  if (code === 'ECONNREFUSED') return { kind: 'no-response', reason: 'refused', handled: 'no' };
  const unreachable = [
    'ENOTFOUND',
    'EAI_AGAIN',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'UND_ERR_CONNECT_TIMEOUT',
    'ERR_INVALID_URL',
  ];
  const isTls = /^(ERR_TLS|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/.test(code);
  if (unreachable.includes(code) || isTls) return { kind: 'no-response', reason: 'unreachable', handled: 'no' };
  return { kind: 'no-response', reason: 'dropped', handled: 'perhaps' };
}
