import { ORGANIZATION_HEADERS } from '../../fhir/open-readings.ts';
import type { Failure } from '../../transport/failure.ts';
import { toTokenFailure } from '../../transport/token-failure.ts';
import type { ResolvedCheckOptions } from '../options.ts';
import { type Forms, formatOrganization } from './forms.ts';
import type { XisRequest } from './message.ts';

/** A request as it goes over the wire. */
export interface PreparedRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** Returns whether the requests of a run have a token. */
export function hasToken({ token, headers }: Pick<ResolvedCheckOptions, 'token' | 'headers'>): boolean {
  return token !== undefined || new Headers(headers).has('authorization');
}

/** Returns the option that has the token of a request; undefined where it has no token, or brings its own. */
function tokenOptionOf({ as, token }: XisRequest, options: ResolvedCheckOptions): ResolvedCheckOptions['token'] {
  if (token !== undefined) return undefined;
  return as === 'other-patient' ? (options.otherToken ?? options.token) : options.token;
}

/** Returns whether the token of a request can be replaced by a new one after a 401. */
export function canRenewToken(request: XisRequest, options: ResolvedCheckOptions): boolean {
  return typeof tokenOptionOf(request, options) === 'function';
}

/**
 * Prepares a request; a token that comes from a function is requested here.
 * @param refusedToken the token that the XIS has refused, so that the function returns another one
 */
export async function prepareRequest(
  request: XisRequest,
  options: ResolvedCheckOptions,
  forms: Forms,
  refusedToken?: string,
): Promise<PreparedRequest | Failure> {
  try {
    const option = tokenOptionOf(request, options);
    const token = request.token?.text ?? (typeof option === 'function' ? await option(refusedToken) : option);
    const body = request.rawBody ?? (request.body === undefined ? undefined : JSON.stringify(request.body));
    const { organization = options.organization } = request;
    // Later headers replace earlier ones; names are case-insensitive.
    const headers = new Headers(options.headers);
    headers.set('Accept', 'application/fhir+json');
    if (body !== undefined) headers.set('Content-Type', 'application/fhir+json');
    if (request.token !== undefined) headers.delete('Authorization');
    if (token !== undefined) headers.set('Authorization', `Bearer ${token}`);
    for (const name of ORGANIZATION_HEADERS) headers.delete(name);
    if (organization !== null) headers.set(forms.organizationHeader, formatOrganization(organization, forms));
    for (const [name, value] of Object.entries(request.headers ?? {})) headers.set(name, value);
    const url = request.link ?? options.baseUrl + request.path + formatQuery(request);
    return { url, method: request.method ?? 'GET', headers: Object.fromEntries(headers), body };
  } catch (error) {
    return toTokenFailure(error);
  }
}

function formatQuery({ query = [] }: XisRequest): string {
  if (query.length === 0) return '';
  return `?${query.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&')}`;
}
