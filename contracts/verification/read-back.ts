import { parseInstant } from '../../fhir/instant.ts';
import type { ReadBack } from '../../fhir/open-readings.ts';
import { redactUnlessCode } from '../../output/redaction.ts';
import type { Failure } from '../../transport/failure.ts';
import { type Json, object, parseObject, resourcesOf } from './json.ts';
import { type ProviderConnection, type ProviderResponse, type RelayedRequest, sendToProvider } from './provider.ts';
import type { Finding, InteractionRun } from './session.ts';
import { type Substitute, substituteAppointment } from './substitutes.ts';

/** The statuses of a read or search that a XIS does not have. */
export const NOT_SUPPORTED = [404, 405, 501];

/** What reading an appointment back shows (CN-1, CN-3, CN-5). */
export interface ReadBackVerdict {
  readonly findings: readonly Finding[];
  readonly notApplicable?: string;
  /** Why the other way shows nothing. */
  readonly fault?: Failure;
  /** The response of the contract, for an appointment that the other way shows. */
  readonly substitute?: Substitute;
}

/** Returns which way a request reads an appointment back; undefined for any other request. */
export function readBackOf({ method, url }: Pick<RelayedRequest, 'method' | 'url'>): ReadBack | undefined {
  if (method !== 'GET') return undefined;
  if (/^\/Appointment\?/.test(url)) return 'search';
  return /^\/Appointment\/[^/?]+$/.test(url) ? 'read' : undefined;
}

/**
 * Judges a failed read or search of a booked appointment by the other way: one of the two is enough (CN-1), both are
 * expected (CN-5). Returns undefined for a response that shows the appointment.
 */
export async function judgeReadBack(
  provider: ProviderConnection,
  request: RelayedRequest,
  reply: ProviderResponse,
  { values: { appointment = '' } }: InteractionRun,
): Promise<ReadBackVerdict | undefined> {
  const way = readBackOf(request);
  if (way === undefined || findAppointment(way, reply, appointment)) return undefined;
  const [other, name] = way === 'read' ? (['search', '?id='] as const) : (['read', '/{id}'] as const);
  const second = await sendToProvider(provider, { ...request, url: urlOf(other, appointment) });
  if ('fault' in second) return { findings: [], fault: second.fault };
  const found = findAppointment(other, second, appointment);
  if (!found) {
    if (reply.status === 200) return undefined;
    const message = `expected 200, got ${reply.status}; GET /Appointment${name} does not return the appointment either`;
    return { findings: [{ clause: 'CN-1', where: 'status', message }] };
  }
  const substitute = substituteAppointment(way, found);
  if (NOT_SUPPORTED.includes(reply.status)) {
    const notApplicable = `CN-1: the XIS returned ${reply.status}, and GET /Appointment${name} returns the appointment`;
    return { findings: [], notApplicable, substitute };
  }
  const message = `expected the appointment, as GET /Appointment${name} returns it, got ${reply.status} without it`;
  return { findings: [{ clause: 'CN-5', where: 'response', message }], substitute };
}

/** Reads the appointment after its cancellation (CN-3). A XIS may no longer return it. */
export async function checkCancelled(
  provider: ProviderConnection,
  { headers }: RelayedRequest,
  { values: { appointment = '' } }: InteractionRun,
): Promise<ReadBackVerdict> {
  const ways = provider.forms.readBack === 'search' ? (['search', 'read'] as const) : (['read', 'search'] as const);
  for (const way of ways) {
    const { 'content-type': _type, ...others } = headers;
    const request = { kind: 'other', method: 'GET', url: urlOf(way, appointment), headers: others, body: '' } as const;
    const reply = await sendToProvider(provider, request);
    if ('fault' in reply) return { findings: [], fault: reply.fault };
    const found = findAppointment(way, reply, appointment);
    const status = found?.['status'];
    if (typeof status !== 'string') continue;
    if (status === 'cancelled') break;
    const message = `expected 'cancelled' in a ${way} after the cancellation, got '${redactUnlessCode(status)}'`;
    return { findings: [{ clause: 'CN-3', where: 'status of the appointment', message }] };
  }
  return { findings: [] };
}

function urlOf(way: ReadBack, id: string): string {
  return way === 'read' ? `/Appointment/${encodeURIComponent(id)}` : `/Appointment?id=${encodeURIComponent(id)}`;
}

/** Returns the appointment of a response, if it has its id, a status and a start. */
function findAppointment(way: ReadBack, reply: ProviderResponse, id: string): Json | undefined {
  if (reply.status !== 200) return undefined;
  const body = parseObject(reply.text);
  const resources = body ? (way === 'read' ? [object(body)] : resourcesOf(body)) : [];
  return resources.find((resource) => {
    const { resourceType, status, start } = resource ?? {};
    const isReadable = typeof status === 'string' && parseInstant(String(start)) !== undefined;
    return resourceType === 'Appointment' && resource?.['id'] === id && isReadable;
  });
}
