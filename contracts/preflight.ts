import { createBookingEngine } from '../engine/index.ts';
import { XisTestkitError } from '../errors/xis-testkit-error.ts';
import { redactText, shown } from '../output/redaction.ts';
import type { Reach } from './discovery/free-slots.ts';

/** The XIS cannot be verified at all: it cannot be reached, or lets nobody in. Says what to do about it. */
export class TargetError extends XisTestkitError {
  override readonly name = 'TargetError';
  readonly code = 'xis-unreachable';
}

const PATH = '/ValueSet/BookableAppointmentTypes';

/**
 * Tells a wrong address, a missing token or a wrong type from a broken contract, before every interaction fails of it.
 * @param named the appointment types that the user has named, by the option
 * @throws TargetError
 */
export async function lookOnce(reach: Reach, named: Readonly<Record<string, string | undefined>>): Promise<void> {
  const types = await createBookingEngine(reach).appointmentTypes();
  if (types.outcome === 'failed') {
    const advice = await adviceOn(reach, types.status, types.error);
    if (advice !== undefined) throw new TargetError(`${reach.xis}: ${advice}`);
    return;
  }
  const offered = types.outcome === 'types' ? types.types : [];
  for (const [option, type] of Object.entries(named)) {
    if (type === undefined || offered.some(({ system, code }) => code === type || `${system}|${code}` === type))
      continue;
    const known = offered.map(({ code }) => shown(code)).join(', ') || 'none';
    throw new TargetError(`${option} ${type}: the XIS has no such appointment type; it has ${known}`);
  }
}

/** What to do about an answer; undefined for one that the contract may judge. */
async function adviceOn(reach: Reach, status: number | undefined, error: string): Promise<string | undefined> {
  if (status === undefined) {
    if (error.includes('token')) return `${error}: check ${reach.nameOption('token')}`;
    if (error.includes('in time')) return `${error}; increase ${reach.nameOption('timeoutMs')}`;
    return `${error}; is it up, is this its FHIR base, and is it http or https?`;
  }
  if (status === 401) return `it returns 401; set ${reach.nameOption('token')} to a valid token`;
  if (status === 403)
    return `it answers 403; may the caller act for organization ${reach.organization}, and is it known there?`;
  if (status >= 300 && status < 400)
    return `it answers ${status}, and leads to ${await locationOf(reach)}; is that its FHIR base?`;
  if (status === 404) return `it answers 404 to ${PATH}; is this its FHIR base?`;
  if (error.includes('not JSON'))
    return `it answers ${status} to ${PATH}, with a body that is no JSON; is this its FHIR base?`;
  return undefined;
}

/** Where a redirect leads, which the engine does not follow and does not tell. */
async function locationOf({ xis, system, timeoutMs = 10_000 }: Reach): Promise<string> {
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const response = await system.fetch(xis.replace(/\/+$/, '') + PATH, { redirect: 'manual', signal });
    await response.body?.cancel();
    const location = response.headers.get('location');
    return location === null ? 'nowhere' : redactText(location.split('?')[0] ?? '').slice(0, 200);
  } catch {
    return 'elsewhere';
  }
}
