import type { CreatedAppointment } from '../../bookings/booking.ts';
import { participantsOf, practitionerIn } from '../../bookings/created.ts';
import { describeValue } from '../../read/json.ts';
import { eachCreated, type Wrong } from '../support/booking/each-created.ts';
import type { XisCheck } from '../xis-check.ts';

/** AP-4: without an approval workflow, and with one. */
const STATUSES = ['accepted', 'needs-action'];

export const creationPractitioner: XisCheck = {
  id: 'creation/practitioner',
  title: 'The practitioner who was asked takes part, and has accepted or still has to',
  clauses: ['AP-2', 'AP-4'],
  level: 'must',
  needs: ['booking', 'patient-bsn'],
  catches: ['appointment-without-practitioner', 'appointment-other-practitioner'],
  books: ['main'],
  async run(session) {
    return eachCreated(session, look, (body) => practitionerIn(body)?.dialect);
  },
};

function look({ request: asked }: CreatedAppointment, body: unknown): Wrong | undefined {
  const practitioner = practitionerIn(body);
  if (!practitioner || !STATUSES.includes(practitioner.status ?? '')) {
    return {
      message: practitioner ? "the practitioner's status is another" : 'the practitioner does not take part',
      expected: 'a participant for the practitioner with status accepted or needs-action',
      actual: practitioner ? describeValue(practitioner.status) : 'none',
      path: 'participant',
    };
  }
  const wanted = targetOf(asked.practitioner.reference);
  const named = participantsOf(body).flatMap(({ reference }) => targetOf(reference) ?? []);
  // A Practitioner may stand where a PractitionerRole was asked for; of one kind it is the same.
  const alike = named.filter(({ type }) => type === wanted?.type);
  if (!wanted || alike.length === 0 || alike.some(({ id }) => id === wanted.id)) return undefined;
  return {
    message: 'another practitioner takes part than was asked',
    expected: `${wanted.type}/${wanted.id}`,
    actual: alike.map(({ type, id }) => `${type}/${id}`).join(', '),
    path: 'participant.actor.reference',
  };
}

/** What a reference to a practitioner leads to, relative or absolute, with or without a version. */
function targetOf(reference: string): { readonly type: string; readonly id: string } | undefined {
  const [, type, id] = /(?:^|\/)(Practitioner|PractitionerRole)\/([^/?#]+)/.exec(reference) ?? [];
  return type === undefined || id === undefined ? undefined : { type, id };
}
