import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { IssueCode } from '../resources/operation-outcome.ts';
import { isLoopback as isLoopbackHost } from './address.ts';

/** The access rules of a control interface. */
export interface ControlAccess {
  /** The required bearer token; without one, or an empty one, access is local only. */
  readonly token: string | undefined;
  /** Returns whether the server listens on a loopback address. */
  isLoopback(): boolean;
}

/** The responses to requests that may not use a control interface, by the reason. */
export const ACCESS_PROBLEMS = {
  'control-token': {
    status: 401,
    code: 'login',
    text: 'The control interface requires its token: Authorization: Bearer {token}.',
  },
  'control-closed': {
    status: 403,
    code: 'forbidden',
    text: 'The control interface is disabled: the server listens on a public address and has no token. Set XIS_TESTKIT_ADMIN_TOKEN.',
  },
  'control-foreign': {
    status: 403,
    code: 'forbidden',
    text: 'The control interface rejects requests from web pages of other origins, and host names other than localhost.',
  },
} as const satisfies Readonly<Record<string, { status: number; code: IssueCode; text: string }>>;

/** Why a request may not use a control interface. */
export type AccessProblem = keyof typeof ACCESS_PROBLEMS;

/** Returns whether a control interface is open at all: on an address that others can reach, it needs a token. */
export function hasControlInterface({ token, isLoopback }: ControlAccess): boolean {
  return Boolean(token) || isLoopback();
}

/**
 * Requires the token, if there is one. Otherwise allows only this machine, and no web pages in its browsers: their
 * requests have an Origin, or Sec-Fetch-Site without one (an image, a link), or, after DNS rebinding, another Host. Pages
 * that may use the FHIR API (CORS) are no exception.
 * @returns why the request is rejected; undefined if it is not
 */
export function findAccessProblem(headers: IncomingHttpHeaders, access: ControlAccess): AccessProblem | undefined {
  const { token, isLoopback } = access;
  if (token) {
    const bearer = /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1] ?? '';
    return equalSecrets(bearer, token) ? undefined : 'control-token';
  }
  if (!isLoopback()) return 'control-closed';
  const host = (headers.host ?? '').replace(/:\d+$/, '');
  const isLocal = isLoopbackHost(host.replace(/^\[|\]$/g, ''));
  const { origin } = headers;
  const site = headers['sec-fetch-site'];
  const isForeign =
    (origin !== undefined && origin !== `http://${headers.host}`) ||
    (site !== undefined && site !== 'same-origin' && site !== 'none');
  return isLocal && !isForeign ? undefined : 'control-foreign';
}

/** Compares secrets in constant time. */
export function equalSecrets(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
