import { defined } from '../schema/defined.ts';
import { PROBLEMS, type ProblemCode, TOKEN_PROBLEMS } from './problems.ts';
import { ProxyError } from './proxy-error.ts';

/** Why a request of a run was not sent, or its response not awaited: the run's own reasons. */
const OWN_REASONS = {
  aborted: 'the run was ended',
  'too-many-requests': 'a limit of xis-testkit: the run has sent the maximum number of requests',
  'too-much-read': 'a limit of xis-testkit: the run has read the maximum amount of data',
  'circuit-open': 'not sent: the requests before it timed out',
  'xis-unreachable': 'the XIS stopped responding',
} as const;

export type FailureKind = ProblemCode | keyof typeof OWN_REASONS;

/** Why a request has no response, or one that says nothing about the XIS. */
export interface Failure {
  readonly kind: FailureKind;
  readonly text: string;
  /** The error code of the system, for instance `ECONNREFUSED`. */
  readonly code?: string;
}

/** @param details the error code of the system, or what the text adds in parentheses */
export function createFailure(
  kind: FailureKind,
  { code, note }: { readonly code?: string | undefined; readonly note?: string | undefined } = {},
): Failure {
  const text = kind in PROBLEMS ? PROBLEMS[kind as ProblemCode].text : OWN_REASONS[kind as keyof typeof OWN_REASONS];
  return { kind, text: note === undefined ? text : `${text} (${note})`, ...defined({ code: code || undefined }) };
}

/** Formats a failure for a report: its text, and the error code of the system. */
export function formatFailure({ text, code }: Failure): string {
  return code === undefined ? text : `${text} (${code})`;
}

const KINDS: readonly (readonly [pattern: RegExp, kind: ProblemCode])[] = [
  [/^(?:ENOTFOUND|EAI_AGAIN|EAI_NODATA)$/, 'name-not-resolved'],
  [/^ECONNREFUSED$/, 'connection-refused'],
  [/^(?:EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|UND_ERR_CONNECT_TIMEOUT|ETIMEDOUT)$/, 'unreachable'],
  [/^(?:CERT_HAS_EXPIRED|CERT_NOT_YET_VALID)$/, 'tls-expired'],
  [/^ERR_TLS_CERT_ALTNAME_INVALID$/, 'tls-host-name'],
  [/^(?:DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_GET|UNABLE_TO_VERIFY|CERT_UNTRUSTED)/, 'tls-unknown-ca'],
  [/DECRYPT|BAD_RECORD|UNEXPECTED_EOF|UNEXPECTED_MESSAGE/, 'dropped'],
  [/NO_APPLICATION_PROTOCOL/, 'http2-only'],
  [/ALERT_(?:CERTIFICATE|BAD_CERTIFICATE|UNKNOWN_CA|HANDSHAKE)/, 'tls-client-certificate'],
  [/^ERR_SSL_(?:WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST|HTTPS_PROXY_REQUEST)$/, 'https-on-http-port'],
  [/^(?:ERR_TLS|ERR_SSL|CERT_|EPROTO|ERR_OSSL)/, 'tls'],
  [/^(?:HPE_|UND_ERR_HEADERS_OVERFLOW|UND_ERR_RES|Z_|ERR_ZLIB)/, 'no-http'],
  [/^UND_ERR_(?:HEADERS|BODY)_TIMEOUT$/, 'timeout'],
];

/** A TLS record, and the first frame of HTTP/2 (SETTINGS), in the place of an HTTP/1.1 response. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the bytes of a TLS alert
const TLS_RECORD = /^[\x14-\x17]\x03/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the bytes of a frame
const HTTP2_SETTINGS = /^\x00\x00[\x00-\xff]\x04/;

/**
 * Converts an exception of `fetch`.
 * @param aborted whether the run was ended, and not the time-out
 */
export function toFailure(error: unknown, aborted = false): Failure {
  if (aborted) return createFailure('aborted');
  const chain = causes(error);
  // Before time-outs: a proxy that rejects CONNECT is an abort for the HTTP client.
  const proxied = chain.find(({ error: cause }) => cause instanceof ProxyError)?.error;
  if (proxied instanceof ProxyError) return ofProxy(proxied);
  if (chain.some(({ name }) => name === 'TimeoutError' || name === 'AbortError')) return createFailure('timeout');
  if (chain.some(({ message }) => message === 'bad port')) return createFailure('bad-port');
  for (const { name, code, data, isEstablished } of chain) {
    // Without a code in some versions of undici.
    if (name === 'HTTPParserError') return createFailure(kindOfBytes(data), { code });
    const kind = isEstablished ? 'dropped' : KINDS.find(([pattern]) => pattern.test(code))?.[1];
    if (kind) return createFailure(kind, { code });
  }
  return createFailure('dropped', { code: chain.find(({ code }) => code !== '')?.code });
}

function kindOfBytes(data: string): ProblemCode {
  if (TLS_RECORD.test(data)) return 'http-on-https-port';
  return HTTP2_SETTINGS.test(data) ? 'http2-only' : 'no-http';
}

function ofProxy({ problem, proxy, status }: ProxyError): Failure {
  const text = PROBLEMS[problem].text.replace('the proxy', `the proxy ${proxy}`);
  return { kind: problem, text: status === undefined ? text : `${text} (${status})` };
}

interface Cause {
  readonly error: unknown;
  readonly name: string;
  readonly message: string;
  readonly code: string;
  /** The bytes that could not be parsed as HTTP. */
  readonly data: string;
  /** Whether it happened on a connection that was made, so that the request may have been sent. */
  readonly isEstablished: boolean;
}

/** Returns an error, its causes, and the errors that it aggregates. */
function causes(error: unknown, depth = 0): readonly Cause[] {
  if (!(error instanceof Error) || depth > 5) return [];
  const { code, data, syscall } = error as { code?: unknown; data?: unknown; syscall?: unknown };
  const own = {
    error,
    name: error.name,
    message: error.message,
    code: typeof code === 'string' ? code : '',
    isEstablished: syscall === 'read' || syscall === 'write',
    data: typeof data === 'string' ? data : Buffer.isBuffer(data) ? data.toString('latin1') : '',
  };
  const several = error instanceof AggregateError ? (error.errors as readonly unknown[]) : [];
  return [own, ...[error.cause, ...several].flatMap((cause) => causes(cause, depth + 1))];
}

/** Failures at which the request was not sent: a booking was not received. */
export const NOT_SENT: ReadonlySet<FailureKind> = new Set<FailureKind>([
  'name-not-resolved',
  'connection-refused',
  'unreachable',
  'bad-port',
  'tls-unknown-ca',
  'tls-expired',
  'tls-host-name',
  'tls-client-certificate',
  'https-on-http-port',
  'http2-only',
  'tls',
  'proxy-unreachable',
  'proxy-refused',
  'proxy-authentication',
  'proxy-dropped',
  ...TOKEN_PROBLEMS,
  'too-many-requests',
  'too-much-read',
  'circuit-open',
  'xis-unreachable',
]);
