import { diagnoseResponse, type ResponseDiagnosis } from '../../transport/diagnose-response.ts';
import { createFailure, NOT_SENT } from '../../transport/failure.ts';
import { PROBLEMS, type ProblemCode } from '../../transport/problems.ts';
import { transportFault } from '../../transport/retry.ts';
import { at, textOf } from '../read/json.ts';
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

/**
 * Returns why nothing can be checked; undefined when the checks can begin.
 * @param proxy host and port of the proxy, if there is one
 */
export function diagnose({ types, metadata, slots }: Probes, baseUrl: string, proxy?: string): Diagnosis | undefined {
  if (types.failure && NOT_SENT.has(types.failure.kind)) return describeFailure(types);
  const probes = slots ? [types, metadata, slots] : [types, metadata];
  const url = baseUrl + types.requestLine.slice(types.requestLine.indexOf(' ') + 1);
  const diagnosis = diagnoseResponse({ ...types, url, proxy });
  if (diagnosis && (EVERYWHERE.has(diagnosis.code) || !probes.some(isFhir))) return describeAs(types, diagnosis);
  if (types.status === 403) return describeAs(types, { code: 'organization-refused' });
  if (types.status === 429) return describeAs(types, { code: 'throttled' });
  if (probes.some(isFhir)) return undefined;
  if (types.failure) return describeFailure(types);
  const fault = transportFault(types);
  if (fault?.kind === 'unavailable') return { code: fault.kind, seen: `${types.requestLine}: ${fault.text}` };
  if (types.status >= 500) return describeAs(types, { code: 'server-error' });
  const isMissing = probes.every(({ status }) => status === 404);
  return describeAs(types, { code: isMissing ? 'wrong-base-path' : 'not-a-xis' });
}

/** Problems of every request; any other may be that of one path. */
const EVERYWHERE: ReadonlySet<ProblemCode> = new Set<ProblemCode>([
  'not-authenticated',
  'basic-wanted',
  'proxy-authentication',
  'proxy-refused',
  'http-on-https-port',
]);

function describeFailure({ requestLine, failure = createFailure('dropped') }: XisResponse): Diagnosis {
  const systemCode = failure.code === undefined ? '' : ` (${failure.code})`;
  const code = isPreflightCode(failure.kind) ? failure.kind : 'dropped';
  return { code, seen: `${requestLine}: ${failure.text}${systemCode}` };
}

function describeAs(response: XisResponse, { code, note }: ResponseDiagnosis): Diagnosis {
  const { text } = PROBLEMS[code];
  const named = note === undefined ? text : `${text} (${note})`;
  return { code, seen: `${describe(response)}: ${named}` };
}

function describe({ requestLine, status, mediaType, isJson }: XisResponse): string {
  const body = isJson ? 'JSON' : mediaType === '' ? 'a body without a media type' : mediaType.slice(0, 60);
  return `${requestLine} returned ${status} and ${body}`;
}
