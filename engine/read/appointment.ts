import { parseInstant } from '../../fhir/instant.ts';
import { parseReference } from '../../fhir/reference.ts';
import type { Observer } from '../observation.ts';
import { asList, asObject, asText, describeMismatch } from './values.ts';

/** The id and the decision in the response to a booking. */
export interface CreatedAppointment {
  /** The logical id of the XIS (AP-6). */
  readonly id: string | undefined;
  /** The status of the practitioner's participant; undefined where the response has none (AP-11). */
  readonly practitioner: 'accepted' | 'needs-action' | undefined;
}

/**
 * Reads the response to a booking (AP-5, AP-6, AP-11, AP-15, SL-4).
 * @param booked the practitioners of the booked slot
 */
export function readCreated(
  location: string | null,
  body: unknown,
  booked: readonly { readonly reference: string }[],
  observe: Observer,
): CreatedAppointment {
  const reference = location === null ? undefined : parseReference(location);
  if (reference?.type !== 'Appointment') {
    observe.warnMismatch('AP-15', 'Location', 'Appointment/{id}', location ?? undefined);
  }
  const target = reference ?? (location === null ? undefined : parseReference(resolveFromRoot(location)));
  const appointment = asObject(body);
  const isAppointment = appointment?.['resourceType'] === 'Appointment';
  if (!isAppointment) {
    observe.warn('AP-5', body === undefined ? 'body' : 'resourceType', describeMismatch('Appointment', body));
  }
  for (const key of isAppointment ? ['start', 'end'] : []) {
    const time = appointment?.[key];
    if (time !== undefined && parseInstant(asText(time) ?? '') === undefined) {
      observe.warnMismatch('SL-4', key, 'an instant with an offset', time);
    }
  }
  const bodyId = isAppointment ? asText(appointment['id']) : undefined;
  const id = target?.type === 'Appointment' ? target.id : bodyId;
  if (id !== undefined && bodyId !== undefined && bodyId !== id) {
    observe.warnMismatch('AP-6', 'id', 'the id of Location', bodyId);
  }
  return { id, practitioner: readPractitionerStatus(appointment?.['participant'], booked, observe) };
}

/** Resolves a path from the root of the server, such as `/fhir/Appointment/12`. */
function resolveFromRoot(location: string): string {
  return URL.canParse(location, 'http://xis/') ? new URL(location, 'http://xis/').href : '';
}

function readPractitionerStatus(
  value: unknown,
  booked: readonly { readonly reference: string }[],
  observe: Observer,
): CreatedAppointment['practitioner'] {
  const participants = asList(value).map((item, index) => {
    const participant = asObject(item);
    const reference = asText(asObject(participant?.['actor'])?.['reference']) ?? '';
    const { type } = parseReference(reference) ?? {};
    // A slot may name another type of resource as its practitioner (SL-6).
    const isBooked = booked.some((practitioner) => practitioner.reference === reference);
    const isPractitioner = isBooked || type === 'PractitionerRole' || type === 'Practitioner';
    return { path: `participant[${index}]`, status: participant?.['status'], reference, isPractitioner, type };
  });
  const named = participants.filter(({ isPractitioner }) => isPractitioner);
  for (const { path, status } of named) {
    if (status === 'accepted' || status === 'needs-action') return status;
    observe.warnMismatch('AP-4', `${path}.status`, 'accepted or needs-action', status);
  }
  // Of two participants, the one beside the patient is the practitioner, also with another reference.
  const [other, ...others] = participants.filter(({ type }) => type !== 'Patient');
  if (named.length > 0 || !other || others.length > 0) return undefined;
  observe.warnMismatch('AP-4', `${other.path}.actor.reference`, 'the practitioner', other.reference || undefined);
  return other.status === 'accepted' || other.status === 'needs-action' ? other.status : undefined;
}
