import { AGB_SYSTEM } from '../../fhir/agb.ts';
import { redactText } from '../../output/redaction.ts';
import { defined } from '../../schema/defined.ts';
import type { Sent } from '../../transport/create-transport.ts';
import { createFailure, type Failure, type FailureKind } from '../../transport/failure.ts';
import { type FetchedResponse, fetchOnce, withoutResponse } from '../../transport/fetch-once.ts';
import { areValidHeaders, type ResolvedOptions } from '../options.ts';
import { type ParsedBody, parseBody } from './parse-body.ts';

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
  readonly error?: UnreadableReason;
}

/** The reason for an unreadable body, or for a missing response. */
export type UnreadableReason = 'redirect' | 'not JSON' | FailureKind;

/** What is between the engine and the XIS. */
interface Obstacle {
  /** Why the response says nothing about the XIS. */
  readonly fault?: Failure;
  /** What answered in the place of a XIS. */
  readonly diagnosis?: Failure;
}

/** The result of a request. */
export type Reply =
  /** A response with a JSON body, or an empty one. */
  | (Obstacle & {
      readonly kind: 'response';
      readonly status: number;
      readonly headers: Headers;
      readonly body: unknown;
      readonly mediaType: string;
      /** Whether the body is UTF-8 (TR-14). */
      readonly isUtf8: boolean;
    })
  /** A response with an unreadable body. */
  | (Obstacle & {
      readonly kind: 'unreadable';
      readonly status: number;
      readonly headers: Headers;
      readonly reason: UnreadableReason;
    })
  /** No response. `isUncertain`: the XIS may have handled the request. */
  | { readonly kind: 'no-response'; readonly fault: Failure; readonly isUncertain: boolean };

export type XisClient = ReturnType<typeof createXisClient>;

const MAX_EXCHANGES = 1000;

/** Creates a client that sends requests to the XIS and records them. */
export function createXisClient(options: ResolvedOptions) {
  const { xis, system, transport } = options;
  const exchanges: Exchange[] = [];
  const listeners = new Set<(exchange: Exchange) => void>();

  const buildHeaders = (token: string | undefined, body: object | undefined): Record<string, string> => {
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
    return { ...Object.fromEntries(extra), ...required };
  };

  const attempt = async (method: string, url: string, token: string | undefined, body?: object): Promise<Attempt> => {
    const headers = buildHeaders(token, body);
    // A token that is no header is certainly not sent.
    if (!areValidHeaders(headers)) return withoutResponse(createFailure('no-token'));
    const started = system.elapsed();
    const sent = await sendOnce(url, { method, headers, ...(body && { body: JSON.stringify(body) }) }, options);
    if (exchanges.length >= MAX_EXCHANGES) exchanges.shift();
    const exchange: Exchange = {
      method,
      url: redactText(url),
      status: sent.status,
      durationMs: Math.round(system.elapsed() - started),
      ...defined({ error: reasonOf(sent) }),
    };
    exchanges.push(exchange);
    for (const listener of listeners) listener(exchange);
    return sent;
  };

  const send = async (method: string, url: string, body?: object): Promise<Reply> => {
    const { token } = options;
    return toReply(
      await transport.send({ method, url, token, attempt: (bearer) => attempt(method, url, bearer, body) }),
    );
  };

  return {
    get: (path: string) => send('GET', xis + path),
    /** Requests a search or one of its pages by absolute URL (SL-18). */
    follow: (url: string) => send('GET', url),
    post: (path: string, body: object) => send('POST', xis + path, body),
    /** The recorded requests, oldest first. */
    exchanges: exchanges as readonly Exchange[],
    /** Calls the listener for each new exchange; returns a function that removes it. */
    onExchange(listener: (exchange: Exchange) => void): () => void {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** A response, with its body as far as it can be read. */
interface Attempt extends FetchedResponse {
  readonly body?: ParsedBody;
}

async function sendOnce(url: string, init: RequestInit, options: ResolvedOptions): Promise<Attempt> {
  const response = await fetchOnce(url, init, options);
  const { status, headers, bytes, failure } = response;
  if (failure || isRedirect(status)) return response;
  const body = parseBody(bytes, headers.get('content-type') ?? '');
  return { ...response, body, ...defined({ failure: body.failure }) };
}

function isRedirect(status: number): boolean {
  return status >= 300 && status < 400;
}

/** Returns why a response is missing or unreadable; undefined for any other. */
function reasonOf({ status, failure, body }: Attempt): UnreadableReason | undefined {
  if (failure) return failure.kind;
  if (isRedirect(status)) return 'redirect';
  return body?.isJson === false ? 'not JSON' : undefined;
}

function toReply({ result, isUncertain, ...obstacle }: Sent<Attempt>): Reply {
  if (!result || result.status === 0) {
    return { kind: 'no-response', fault: obstacle.fault ?? createFailure('dropped'), isUncertain };
  }
  const { status, headers, body } = result;
  const reason = reasonOf(result);
  if (!body || reason !== undefined) {
    return { kind: 'unreadable', status, headers, reason: reason ?? 'not JSON', ...obstacle };
  }
  const { value, mediaType, isUtf8 } = body;
  return { kind: 'response', status, headers, body: value, mediaType, isUtf8, ...obstacle };
}
