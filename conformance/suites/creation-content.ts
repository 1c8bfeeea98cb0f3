import { eachExchange, type Fault } from '../assertions/assert-each.ts';
import { locationId } from '../bookings/outcome.ts';
import { check, type Finding, suite, withDialect } from '../check.ts';
import { createdAppointment, createdAppointments, type RespondedAppointment } from '../fixtures/booked.ts';
import { codingsOf, isSame } from '../read/coding.ts';
import { at, describeValue, textOf } from '../read/json.ts';
import { parseInstantLeniently } from '../read/parsed-instant.ts';
import { isTypedReference } from '../read/parsed-slot.ts';
import { type Participant, participantsOf, practitionerIn } from '../read/participants.ts';
import { blockCheck } from '../session/block-check.ts';

/** AP-3, of an appointment that was just made. */
const APPOINTMENT_STATUSES = ['proposed', 'booked'];
/** AP-4: without an approval workflow, and with one. */
const PRACTITIONER_STATUSES = ['accepted', 'needs-action'];

/** Checks of every appointment that the run has made, as the response to its booking has it. */
export const creationContent = suite('creation', [
  check('location-id', {
    title: 'Location and body of the response to a booking have the same id',
    clauses: ['AP-6'],
    catches: ['appointment-location-other-id'],
    uses: { createdAppointment, createdAppointments },
    async run({ createdAppointment, createdAppointments }) {
      if (locationId(createdAppointment.response) === undefined) blockCheck('the response has no Location');
      return eachAppointment(createdAppointments, ({ appointment: { response }, body }) => {
        const inLocation = locationId(response);
        const inBody = textOf(at(body, 'id'));
        if (inLocation === undefined || inBody === inLocation) return undefined;
        const message = 'Location and body have different ids';
        return { message, expected: describeValue(inLocation), actual: describeValue(inBody), path: 'id' };
      });
    },
  }),

  check('times', {
    title: 'The appointment in the response has the requested start and end',
    clauses: ['AP-5'],
    catches: ['appointment-moves-time'],
    uses: { createdAppointments },
    run: async ({ session, createdAppointments }) =>
      eachAppointment(createdAppointments, ({ appointment: { request }, body }) => {
        const momentOf = (value: unknown): number | undefined =>
          parseInstantLeniently(value, session.options.timeZone).at;
        const moved = (['start', 'end'] as const).find((key) => momentOf(at(body, key)) !== momentOf(request[key]));
        if (moved === undefined) return undefined;
        const actual = describeValue(at(body, moved));
        return { message: `the appointment has another ${moved}`, expected: request[moved], actual, path: moved };
      }),
  }),

  check('instants', {
    title: 'The appointment in the response has a start and an end that are FHIR instants',
    clauses: ['AP-5'],
    catches: ['appointment-invalid-instant'],
    uses: { createdAppointments },
    run: async ({ session, createdAppointments }) =>
      eachAppointment(createdAppointments, ({ body }) => {
        const isInstant = (key: string): boolean =>
          parseInstantLeniently(at(body, key), session.options.timeZone).isInstant;
        const wrong = (['start', 'end'] as const).find((key) => !isInstant(key));
        if (wrong === undefined) return undefined;
        return {
          message: `the ${wrong} of the appointment is not an instant as in SL-4`,
          expected: "an instant such as '2026-12-01T09:00:00+01:00'",
          actual: describeValue(at(body, wrong)),
          path: wrong,
        };
      }),
  }),

  check('content', {
    title: 'The appointment in the response has a status, and the requested comment and service category',
    clauses: ['AP-3', 'AP-5'],
    catches: ['appointment-drops-comment'],
    uses: { createdAppointments },
    run: async ({ createdAppointments }) => eachAppointment(createdAppointments, findContentFault),
  }),

  check('patient', {
    title: 'The appointment has the patient as a participant who has accepted',
    clauses: ['AP-4'],
    catches: ['appointment-patient-needs-action'],
    uses: { createdAppointments },
    run: async ({ createdAppointments }) =>
      eachAppointment(createdAppointments, ({ body }) => findPatientFault(patientIn(body)), patientIn),
  }),

  check('practitioner', {
    title: 'The appointment has the requested practitioner as a participant who has accepted or needs to',
    clauses: ['AP-2', 'AP-4'],
    catches: ['appointment-without-practitioner', 'appointment-other-practitioner'],
    uses: { createdAppointments },
    run: async ({ createdAppointments }) => eachAppointment(createdAppointments, findPractitionerFault, practitionerIn),
  }),
]);

/**
 * Asserts something of every appointment.
 * @param participantIn returns the participant by whose form the dialect is recognized
 */
function eachAppointment(
  appointments: readonly RespondedAppointment[],
  findFault: (appointment: RespondedAppointment) => Fault | undefined,
  participantIn: (body: unknown) => Participant | undefined = () => undefined,
): Finding {
  const items = appointments.map((each) => ({ ...each, exchangeId: each.appointment.response.exchangeId }));
  const finding = eachExchange(items, 'responses to bookings examined', findFault);
  return withDialect(finding, participantIn(appointments[0]?.body)?.dialect);
}

function findContentFault({ appointment: { request }, body }: RespondedAppointment): Fault | undefined {
  const { comment, type } = request;
  const wrong = (path: string, expected: string, actual: string): Fault => ({
    message: `the appointment in the response does not have the requested ${path}`,
    expected,
    actual,
    path,
  });
  const status = textOf(at(body, 'status'));
  if (!APPOINTMENT_STATUSES.includes(status ?? '')) {
    return wrong('status', APPOINTMENT_STATUSES.join(' or '), describeValue(status));
  }
  // A XIS may add to the comment or format it; the id that we have put into it has to be there.
  const stored = at(body, 'comment');
  if (textOf(stored)?.includes(request.id) !== true) {
    return wrong('comment', `the comment of ${comment.length} characters`, describeValue(stored));
  }
  const codings = codingsOf(at(body, 'serviceCategory'));
  if (codings.some((coding) => isSame(coding, type))) return undefined;
  const codes = codings.map(({ code }) => code).join(', ');
  return wrong('serviceCategory', type.code, codes === '' ? describeValue(at(body, 'serviceCategory')) : codes);
}

function patientIn(appointment: unknown): Participant | undefined {
  return participantsOf(appointment).find(({ isPatient }) => isPatient);
}

function findPatientFault(patient: Participant | undefined): Fault | undefined {
  if (patient?.status === 'accepted') return undefined;
  return {
    message: patient ? 'the patient has not accepted' : 'the patient is not a participant',
    expected: 'a participant for the patient with status accepted',
    actual: patient ? describeValue(patient.status) : 'none',
    path: 'participant',
  };
}

function findPractitionerFault({ appointment: { request }, body }: RespondedAppointment): Fault | undefined {
  const practitioner = practitionerIn(body);
  if (!practitioner || !PRACTITIONER_STATUSES.includes(practitioner.status ?? '')) {
    return {
      message: practitioner ? 'the practitioner has another status' : 'the practitioner is not a participant',
      expected: 'a participant for the practitioner with status accepted or needs-action',
      actual: practitioner ? describeValue(practitioner.status) : 'none',
      path: 'participant',
    };
  }
  if (!isTypedReference(practitioner.reference)) {
    return {
      message: 'the participant beside the patient has no reference to the practitioner',
      expected: 'a reference such as PractitionerRole/{id}',
      actual: describeValue(practitioner.reference),
      path: 'participant.actor.reference',
    };
  }
  const requested = parseReference(request.practitioner.reference);
  const named = participantsOf(body).flatMap(({ reference }) => parseReference(reference) ?? []);
  // A Practitioner may take the place of the requested PractitionerRole; of one type it is the same resource.
  const ofSameType = named.filter(({ type }) => type === requested?.type);
  if (!requested || ofSameType.length === 0 || ofSameType.some(({ id }) => id === requested.id)) return undefined;
  return {
    message: 'the appointment has another practitioner',
    expected: `${requested.type}/${requested.id}`,
    actual: ofSameType.map(({ type, id }) => `${type}/${id}`).join(', '),
    path: 'participant.actor.reference',
  };
}

/** Parses a reference to a practitioner, relative or absolute, with or without a version. */
function parseReference(reference: string): { readonly type: string; readonly id: string } | undefined {
  const [, type, id] = /(?:^|\/)(Practitioner|PractitionerRole)\/([^/?#]+)/.exec(reference) ?? [];
  return type === undefined || id === undefined ? undefined : { type, id };
}
