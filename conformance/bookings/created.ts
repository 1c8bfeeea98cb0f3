import { at, textOf } from '../read/json.ts';
import type { XisResponse } from '../session/response.ts';

const ID = /^[A-Za-z0-9\-.]{1,64}$/;
/** AP-5: relative or absolute, with or without a version. */
const LOCATION = /(?:^|\/)Appointment\/([^/?#]+)(?:\/_history\/[^/?#]+)?$/;

/** Whether an answer says that an appointment was made. */
export function isSuccess({ status }: XisResponse): boolean {
  return status >= 200 && status < 300;
}

/** The logical id that `Location` gives an appointment (AP-6); undefined when it gives none. */
export function locationId({ headers }: XisResponse): string | undefined {
  const id = LOCATION.exec(headers.get('location') ?? '')?.[1];
  return id !== undefined && ID.test(id) ? id : undefined;
}

/** The id in the body of an answer to a booking. */
export function bodyId({ body }: XisResponse): string | undefined {
  const id = at(body, 'resourceType') === 'Appointment' ? textOf(at(body, 'id')) : undefined;
  return id !== undefined && ID.test(id) ? id : undefined;
}

/** A participant of an Appointment. */
export interface SeenParticipant {
  readonly reference: string;
  readonly status: string | undefined;
  readonly isPatient: boolean;
  /** `actor.required` is published, `required` is R4's (AP-4). */
  readonly dialect: 'published' | 'r4' | undefined;
}

/** The participants of an Appointment in either dialect. */
export function participantsOf(appointment: unknown): readonly SeenParticipant[] {
  const list = at(appointment, 'participant');
  return (Array.isArray(list) ? list : []).map((one: unknown) => {
    const reference = textOf(at(one, 'actor', 'reference')) ?? '';
    const isPublished = at(one, 'actor', 'required') !== undefined;
    const isR4 = at(one, 'required') !== undefined;
    return {
      reference,
      status: textOf(at(one, 'status')),
      isPatient: /(?:^|\/)Patient\/[^/]+/.test(reference),
      dialect: isPublished ? 'published' : isR4 ? 'r4' : undefined,
    };
  });
}

/** The practitioner among the participants: others may take part as well, a room for instance. */
export function practitionerIn(appointment: unknown): SeenParticipant | undefined {
  const others = participantsOf(appointment).filter(({ isPatient }) => !isPatient);
  return others.find(({ reference }) => /(?:^|\/)Practitioner(?:Role)?\/[^/]+/.test(reference)) ?? others[0];
}
