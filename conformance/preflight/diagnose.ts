import { at, textOf } from '../read/json.ts';
import { type FailureKind, NO_CONNECTION } from '../session/failure.ts';
import type { XisResponse } from '../session/message.ts';
import { isPreflightCode, type PreflightCode } from './note.ts';

/** The responses that are inspected before the first check. */
export interface Probes {
  readonly types: XisResponse;
  readonly metadata: XisResponse;
  /** A search for slots; only sent when the other two are inconclusive. */
  readonly slots?: XisResponse;
}

/** A problem that keeps the checks from beginning. */
export interface Diagnosis {
  readonly code: PreflightCode;
  readonly seen: string;
}

/** Returns whether a response comes from a FHIR server that knows the path. */
export function isFhir({ status, body }: XisResponse): boolean {
  return status > 0 && status !== 404 && textOf(at(body, 'resourceType')) !== undefined;
}

/** Returns why nothing can be checked; undefined when the checks can begin. */
export function diagnose({ types, metadata, slots }: Probes): Diagnosis | undefined {
  const seen = describe(types);
  if (types.failure && NO_CONNECTION.has(types.failure.kind)) return diagnoseFailure(types);
  if (types.status === 401) return { code: 'not-authenticated', seen };
  if (types.status === 403) return { code: 'organization-refused', seen };
  if (types.status === 429) return { code: 'throttled', seen };
  if (types.status === 407) return { code: 'proxy', seen };
  const probes = slots ? [types, metadata, slots] : [types, metadata];
  if (probes.some(isFhir)) return undefined;
  if (types.status >= 300 && types.status < 400) {
    return { code: 'redirect', seen: `${seen}${describeLocation(types)}` };
  }
  if (types.failure) return diagnoseFailure(types);
  if (types.status >= 500) return { code: 'server-error', seen };
  const isMissing = probes.every(({ status }) => status === 404);
  return { code: isMissing ? 'wrong-base-path' : 'not-a-xis', seen };
}

function diagnoseFailure({ requestLine, failure }: XisResponse): Diagnosis {
  const systemCode = failure?.code === undefined ? '' : ` (${failure.code})`;
  return { code: codeOf(failure?.kind ?? 'dropped'), seen: `${requestLine}: ${failure?.text ?? ''}${systemCode}` };
}

/** Returns the code of a failure: its kind, if there is advice for it. */
function codeOf(kind: FailureKind): PreflightCode {
  if (kind === 'too-long') return 'endless-answer';
  return isPreflightCode(kind) ? kind : 'no-answer';
}

/** Returns where a redirect leads, as far as a report may show it. */
function describeLocation({ headers }: XisResponse): string {
  const location = headers.get('location')?.slice(0, 200);
  return location === undefined ? '' : `; it leads to ${location.replace(/[?#].*$/, '')}`;
}

function describe({ requestLine, status, mediaType, isJson }: XisResponse): string {
  const body = isJson ? 'JSON' : mediaType === '' ? 'a body without a media type' : mediaType.slice(0, 60);
  return `${requestLine} returned ${status} and ${body}`;
}
