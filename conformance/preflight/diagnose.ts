import { at, textOf } from '../read/json.ts';
import { type FailureKind, NO_CONNECTION } from '../session/failure.ts';
import type { XisResponse } from '../session/response.ts';
import { note, type PreflightCode, type PreflightNote } from './note.ts';

/** The answers that are looked at before the first check. */
export interface Probes {
  readonly types: XisResponse;
  readonly metadata: XisResponse;
  /** A search for slots; only asked for when the other two tell nothing. */
  readonly slots?: XisResponse;
}

const FAILURES: Readonly<Record<FailureKind, PreflightCode>> = {
  'name-not-resolved': 'name-not-resolved',
  'connection-refused': 'connection-refused',
  unreachable: 'unreachable',
  'tls-unknown-ca': 'tls-unknown-ca',
  'tls-expired': 'tls-expired',
  'tls-host-name': 'tls-host-name',
  'tls-client-certificate': 'tls-client-certificate',
  tls: 'tls',
  proxy: 'proxy',
  'no-token': 'no-token',
  dropped: 'no-answer',
  'no-http': 'no-http',
  timeout: 'no-answer',
  aborted: 'aborted',
  'too-many-requests': 'no-answer',
  'too-much-read': 'no-answer',
  'xis-unreachable': 'no-answer',
  throttled: 'throttled',
  'circuit-open': 'no-answer',
  'too-long': 'endless-answer',
  'truncated': 'no-answer',
};

/** Whether an answer comes from a FHIR server that knows the path. */
export function isFhir({ status, body }: XisResponse): boolean {
  return status > 0 && status !== 404 && textOf(at(body, 'resourceType')) !== undefined;
}

/** Why nothing can be checked; undefined when the checks can begin. */
export function diagnose({ types, metadata, slots }: Probes): PreflightNote | undefined {
  if (types.failure && NO_CONNECTION.has(types.failure.kind)) return ofFailure(types);
  if (types.status === 401) return note('not-authenticated', seen(types));
  if (types.status === 403) return note('organization-refused', seen(types));
  if (types.status === 429) return note('throttled', seen(types));
  if (types.status === 407) return note('proxy', seen(types));
  const probes = slots ? [types, metadata, slots] : [types, metadata];
  if (probes.some(isFhir)) return undefined;
  if (types.status >= 300 && types.status < 400) return note('redirect', `${seen(types)}${leadsTo(types)}`);
  if (types.failure) return ofFailure(types);
  if (types.status >= 500) return note('server-error', seen(types));
  const isMissing = probes.every(({ status }) => status === 404);
  return note(isMissing ? 'wrong-base-path' : 'not-a-xis', seen(types));
}

function ofFailure(response: XisResponse): PreflightNote {
  const kind = response.failure?.kind ?? 'dropped';
  const code = response.failure?.code;
  return note(FAILURES[kind], `${response.requestLine}: ${response.failure?.text ?? ''}${code === undefined ? '' : ` (${code})`}`);
}

/** Where a redirect goes, as far as it may be shown. */
function leadsTo({ headers }: XisResponse): string {
  const location = headers.get('location')?.slice(0, 200);
  return location === undefined ? '' : `; it leads to ${location.replace(/[?#].*$/, '')}`;
}

function seen({ requestLine, status, mediaType, isJson }: XisResponse): string {
  const body = isJson ? 'JSON' : mediaType === '' ? 'no body of a known kind' : mediaType.slice(0, 60);
  return `${requestLine} was answered with ${status} and ${body}`;
}
