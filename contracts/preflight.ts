import { createBookingEngine } from '../engine/index.ts';
import { XisTestkitError } from '../errors/xis-testkit-error.ts';
import { redactText, redactUnlessCode } from '../output/redaction.ts';
import { type DetectedForms, detectDates, detectOrganization } from './detect-forms.ts';
import type { OptionNames, Target } from './discovery/target.ts';

/** The XIS is unreachable or rejects every request. The message says what to do. */
export class TargetError extends XisTestkitError {
  override readonly name = 'TargetError';
  readonly code = 'xis-unreachable';
}

const PATH = '/ValueSet/BookableAppointmentTypes';

/**
 * Sends the first requests, so that a wrong URL, a missing token or an unknown type is one error and not a failure of every
 * interaction. Finds out which forms the XIS understands, where the publication leaves them open.
 * @throws TargetError
 */
export async function preflight(
  target: Target,
  types: { readonly type: string | undefined; readonly approvalType: string | undefined },
  nameOf: OptionNames,
): Promise<DetectedForms> {
  const engine = createBookingEngine(target);
  const first = await engine.appointmentTypes();
  const isRejected = first.outcome === 'failed' && (first.status === 400 || first.status === 403);
  const header: DetectedForms = isRejected ? await detectOrganization(target, nameOf) : { forms: {}, notes: [] };
  const understood = { ...target, ...header.forms };
  const result = header.notes.length > 0 ? await createBookingEngine(understood).appointmentTypes() : first;
  if (result.outcome === 'failed') {
    const advice = await adviseOn(target, result, engine.exchanges.at(-1)?.error, nameOf);
    if (advice !== undefined) throw new TargetError(`${target.xis}: ${advice}`);
    return header;
  }
  const offered = result.outcome === 'types' ? result.types : [];
  for (const option of ['type', 'approvalType'] as const) {
    const type = types[option];
    if (type === undefined || offered.some(({ system, code }) => code === type || `${system}|${code}` === type)) {
      continue;
    }
    const codes = offered.map(({ code }) => redactUnlessCode(code)).join(', ') || 'no types';
    throw new TargetError(`${nameOf(option)}: expected an appointment type of the XIS (${codes}), got '${type}'`);
  }
  const [type] = offered;
  const dates: DetectedForms = type ? await detectDates(understood, type, nameOf) : { forms: {}, notes: [] };
  return { forms: { ...header.forms, ...dates.forms }, notes: [...header.notes, ...dates.notes] };
}

/** Returns what to do about a failed request; undefined for a response that the contract judges. */
async function adviseOn(
  target: Target,
  { status, error }: { readonly status?: number; readonly error: string },
  reason: string | undefined,
  nameOf: OptionNames,
): Promise<string | undefined> {
  if (status === undefined) {
    if (reason === undefined) return `${error}; check what ${nameOf('token')} returns`;
    if (reason === 'timeout') return `${error}; increase ${nameOf('timeoutMs')}`;
    return `${error}; check that it is running, that this is its FHIR base, and the scheme (http or https)`;
  }
  if (status === 401) return `it returned 401; give a valid bearer token with ${nameOf('token')}`;
  if (status === 403) {
    return `it returned 403; check that organization ${target.organization} is known, and that the caller has access to it`;
  }
  if (status >= 300 && status < 400) {
    return `it returned ${status}, a redirect to ${await locationOf(target)}; check that this is its FHIR base`;
  }
  if (status === 404) return `it returned 404 for ${PATH}; check that this is its FHIR base`;
  if (reason === 'not JSON') {
    return `it returned ${status} for ${PATH} with a body that is not JSON; check that this is its FHIR base`;
  }
  return undefined;
}

/** Requests the location of a redirect, which the engine neither follows nor keeps. */
async function locationOf({ xis, system, timeoutMs = 10_000 }: Target): Promise<string> {
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const response = await system.fetch(xis.replace(/\/+$/, '') + PATH, { redirect: 'manual', signal });
    await response.body?.cancel();
    const location = response.headers.get('location');
    return location === null ? 'no location' : redactText(location.split('?')[0] ?? '').slice(0, 200);
  } catch {
    return 'an unknown location';
  }
}
