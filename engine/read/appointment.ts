import { parseReference } from '../../fhir/reference.ts';
import { found, type Observer } from '../observation.ts';
import { listOf, notA, objectOf, textIn } from './values.ts';

/** What a created appointment says of itself. */
export interface CreatedAppointment {
  /** The logical id of the XIS (AP-6). */
  readonly id: string | undefined;
  /** What the practitioner's participant says; undefined when the answer has none (AP-11). */
  readonly practitioner: 'accepted' | 'needs-action' | undefined;
}

/** Reads the answer to a created appointment (AP-5, AP-6, AP-11). */
export function readCreated(location: string | null, body: unknown, observe: Observer): CreatedAppointment {
  const written = location === null ? undefined : parseReference(location);
  if (written?.type !== 'Appointment') {
    observe.odd('AP-5', 'Location', `expected Appointment/{id}, found ${found(location ?? undefined)}`);
  }
  const target = written ?? (location === null ? undefined : parseReference(fromRoot(location)));
  const appointment = objectOf(body);
  if (body !== undefined && appointment?.['resourceType'] !== 'Appointment') {
    observe.odd('AP-5', 'resourceType', notA('Appointment', body));
  }
  const ownId = appointment?.['resourceType'] === 'Appointment' ? textIn(appointment['id']) : undefined;
  const id = target?.type === 'Appointment' ? target.id : ownId;
  if (id !== undefined && ownId !== undefined && ownId !== id) {
    observe.odd('AP-6', 'id', `expected the id of Location, found ${found(ownId)}`);
  }
  return { id, practitioner: practitionerStatus(appointment?.['participant'], observe) };
}

/** HTTP also knows a path from the server's root: `/fhir/Appointment/12`. */
function fromRoot(location: string): string {
  return URL.canParse(location, 'http://xis/') ? new URL(location, 'http://xis/').href : '';
}

function practitionerStatus(value: unknown, observe: Observer): CreatedAppointment['practitioner'] {
  for (const [index, one] of listOf(value).entries()) {
    const participant = objectOf(one);
    const reference = parseReference(textIn(objectOf(participant?.['actor'])?.['reference']) ?? '');
    if (reference?.type !== 'PractitionerRole' && reference?.type !== 'Practitioner') continue;
    const status = participant?.['status'];
    if (status === 'accepted' || status === 'needs-action') return status;
    observe.odd('AP-4', `participant[${index}].status`, `expected accepted or needs-action, found ${found(status)}`);
  }
  return undefined;
}
