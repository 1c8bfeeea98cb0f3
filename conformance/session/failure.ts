import { defined } from '../../schema/defined.ts';

/** Why a request has no response, or none that can be read; the texts are for people. */
const TEXTS = {
  'name-not-resolved': 'the name of the host is not known',
  'connection-refused': 'the connection was refused',
  unreachable: 'the host cannot be reached',
  'tls-unknown-ca': 'the certificate comes from an authority that is not trusted',
  'tls-expired': 'the certificate has expired or is not valid yet',
  'tls-host-name': 'the certificate is for another host name',
  'tls-client-certificate': 'the server wants a client certificate',
  tls: 'no TLS connection could be made',
  proxy: 'the proxy did not make the connection',
  'no-token': 'no access token is available',
  dropped: 'the connection was dropped before the response',
  'no-http': 'the response is not HTTP',
  timeout: 'no complete response arrived in time',
  aborted: 'the run was ended',
  'too-many-requests': 'a limit of xis-testkit: the run has sent the maximum number of requests',
  'too-much-read': 'a limit of xis-testkit: the run has read the maximum amount of data',
  'circuit-open': 'not sent: the requests before it timed out',
  'xis-unreachable': 'the XIS stopped responding',
  throttled: 'the XIS limits the rate: it returns 429 after every wait',
  'too-long': 'a limit of xis-testkit: the response is too long to be read',
  truncated: 'the response broke off',
} as const;

export type FailureKind = keyof typeof TEXTS;

/** A failure, with the error code of the system where it has one. */
export interface Failure {
  readonly kind: FailureKind;
  readonly text: string;
  /** For instance `ECONNREFUSED`. */
  readonly code?: string;
}

export function createFailure(kind: FailureKind, code?: string): Failure {
  return { kind, text: TEXTS[kind], ...defined({ code: code || undefined }) };
}

const KINDS: readonly (readonly [pattern: RegExp, kind: FailureKind])[] = [
  [/^(?:ENOTFOUND|EAI_AGAIN|EAI_NODATA)$/, 'name-not-resolved'],
  [/^ECONNREFUSED$/, 'connection-refused'],
  [/^(?:EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|UND_ERR_CONNECT_TIMEOUT|ETIMEDOUT)$/, 'unreachable'],
  [/^(?:CERT_HAS_EXPIRED|CERT_NOT_YET_VALID)$/, 'tls-expired'],
  [/^ERR_TLS_CERT_ALTNAME_INVALID$/, 'tls-host-name'],
  [/^(?:DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_GET|UNABLE_TO_VERIFY|CERT_UNTRUSTED)/, 'tls-unknown-ca'],
  [/ALERT_(?:CERTIFICATE|BAD_CERTIFICATE|UNKNOWN_CA|HANDSHAKE)/, 'tls-client-certificate'],
  [/^(?:ERR_TLS|ERR_SSL|CERT_|EPROTO|ERR_OSSL)/, 'tls'],
  [/^(?:HPE_|UND_ERR_HEADERS_OVERFLOW|UND_ERR_RES|Z_|ERR_ZLIB)/, 'no-http'],
  [/^UND_ERR_(?:HEADERS|BODY)_TIMEOUT$/, 'timeout'],
  [/^UND_ERR_PRX/, 'proxy'],
];

/**
 * Converts an exception of `fetch`.
 * @param aborted whether the run was ended, and not the time-out
 */
export function toFailure(error: unknown, aborted: boolean): Failure {
  if (aborted) return createFailure('aborted');
  const chain = causes(error);
  if (chain.some(({ name }) => name === 'TimeoutError' || name === 'AbortError')) return createFailure('timeout');
  if (chain.some(({ message }) => /proxy/i.test(message))) return createFailure('proxy', chain.at(-1)?.code);
  for (const { code } of chain) {
    const kind = KINDS.find(([pattern]) => pattern.test(code))?.[1];
    if (kind) return createFailure(kind, code);
  }
  return createFailure('dropped', chain.find(({ code }) => code !== '')?.code);
}

/** Returns an error, its causes, and the errors that it aggregates. */
function causes(error: unknown, depth = 0): readonly { name: string; message: string; code: string }[] {
  if (!(error instanceof Error) || depth > 5) return [];
  const { code } = error as { code?: unknown };
  const own = { name: error.name, message: error.message, code: typeof code === 'string' ? code : '' };
  const several = error instanceof AggregateError ? (error.errors as readonly unknown[]) : [];
  return [own, ...[error.cause, ...several].flatMap((cause) => causes(cause, depth + 1))];
}

/** Kinds without a connection: the request was not sent. */
export const NO_CONNECTION: ReadonlySet<FailureKind> = new Set<FailureKind>([
  'name-not-resolved',
  'connection-refused',
  'unreachable',
  'tls-unknown-ca',
  'tls-expired',
  'tls-host-name',
  'tls-client-certificate',
  'tls',
  'proxy',
  'no-token',
  'aborted',
]);
