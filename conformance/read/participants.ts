import type { Dialect } from '../../fhir/resources/dialect.ts';
import { at, listOf, textOf } from './json.ts';

export interface Participant {
  readonly reference: string;
  readonly status: string | undefined;
  readonly isPatient: boolean;
  /** `actor.required` is published, `required` is R4's (AP-4). */
  readonly dialect: Dialect | undefined;
}

/** Returns the participants of an Appointment in either dialect. */
export function participantsOf(appointment: unknown): readonly Participant[] {
  return listOf(at(appointment, 'participant')).map((participant) => {
    const reference = textOf(at(participant, 'actor', 'reference')) ?? '';
    const isPublished = at(participant, 'actor', 'required') !== undefined;
    const isR4 = at(participant, 'required') !== undefined;
    return {
      reference,
      status: textOf(at(participant, 'status')),
      isPatient: /(?:^|\/)Patient\/[^/]+/.test(reference),
      dialect: isPublished ? 'published' : isR4 ? 'r4' : undefined,
    };
  });
}

/** Returns the practitioner among the participants: others, such as a room, may take part as well. */
export function practitionerIn(appointment: unknown): Participant | undefined {
  const others = participantsOf(appointment).filter(({ isPatient }) => !isPatient);
  return others.find(({ reference }) => /(?:^|\/)Practitioner(?:Role)?\/[^/]+/.test(reference)) ?? others[0];
}
