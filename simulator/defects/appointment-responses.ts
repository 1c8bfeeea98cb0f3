import { isId } from '../../fhir/id.ts';
import { formatInstant, parseInstant, plus } from '../../fhir/instant.ts';
import { idIn } from '../../fhir/reference.ts';
import { defineDefects, type MutableBody, type MutableParticipant } from './defect.ts';
import { mutateBody, mutateParameters, readObjectBody, replaceWithProblem } from './mutate.ts';

const CREATE = 'create-appointment';
const HOUR_MS = 3_600_000;
/** What is put behind the ids of `appointment-location-unreadable`. */
const ALIAS = '.0';

/** Defects of how an appointment is answered and read. */
export const APPOINTMENT_RESPONSE_DEFECTS = defineDefects({
  'appointment-search-all': {
    clauses: ['CN-1'],
    description: 'A search for an appointment finds every other as well.',
    request: mutateParameters('search-appointment', (given, { appointments }) => [
      ...given.filter(([name]) => name !== 'id'),
      ['id', [...appointments.keys()].join(',')],
    ]),
  },
  'appointment-other-practitioner': {
    clauses: ['AP-2', 'AP-4'],
    description: 'The answer to a booking names another practitioner than was asked, with every second appointment.',
    response: mutateBody(CREATE, ({ id, participant = [] }) => {
      const own = participant.find(({ actor }) => !actor.reference.startsWith('Patient/'));
      if (!own || Number(id) % 2 === 1) return false;
      own.actor.reference = own.actor.reference.replace(/[^/]+$/, 'somebody-else');
      return true;
    }),
  },
  'appointment-answers-200': {
    clauses: ['AP-5'],
    description: 'An appointment that was made is answered with 200.',
    response: (reply, { operation }) =>
      operation === CREATE && reply.status === 201 ? { ...reply, status: 200 } : undefined,
  },
  'appointment-without-location': {
    clauses: ['AP-5'],
    description: 'The answer to an appointment that was made has no Location.',
    response(reply) {
      const { Location: location, ...headers } = reply.headers;
      return location === undefined ? undefined : { ...reply, headers };
    },
  },
  'appointment-location-other-id': {
    clauses: ['AP-6'],
    description: 'Location names another id than the body.',
    response: mutateBody(CREATE, (body) => {
      body.id = `intern-${body.id}`;
      return true;
    }),
  },
  'appointment-location-unreadable': {
    clauses: ['AP-6', 'CN-1'],
    description: 'The id in Location cannot be read back, though it can be cancelled and callbacks name it.',
    response(reply, { operation }) {
      const { Location: location } = reply.headers;
      if (operation !== CREATE || location === undefined) return undefined;
      const headers = { ...reply.headers, Location: location.replace(/(Appointment\/\d+)/, `$1${ALIAS}`) };
      if (typeof reply.body === 'object') reply.body.id += ALIAS;
      return { ...reply, headers };
    },
    request(request) {
      const body = request.operation === 'create-appointment-response' ? readObjectBody(request) : undefined;
      const { reference } = (body?.['appointment'] ?? {}) as { readonly reference?: unknown };
      const id = typeof reference === 'string' ? idIn('Appointment', reference) : undefined;
      if (!id?.endsWith(ALIAS)) return undefined;
      return { ...request, body: { ...body, appointment: { reference: `Appointment/${id.slice(0, -ALIAS.length)}` } } };
    },
    callback(callback) {
      const { appointment } = callback.body as MutableBody;
      if (appointment) appointment.reference += ALIAS;
      return appointment && callback;
    },
  },
  'appointment-moves-time': {
    clauses: ['AP-5'],
    description: 'Start and end in the answer to an appointment that was made are an hour late.',
    response: mutateBody(CREATE, (body, { world }) => {
      const later = (text: string | undefined): string => {
        const at = parseInstant(text ?? '');
        return at === undefined ? '' : formatInstant(plus(at, HOUR_MS), world.calendar.offsetAt(plus(at, HOUR_MS)));
      };
      body.start = later(body.start);
      body.end = later(body.end);
      return true;
    }),
  },
  'appointment-drops-comment': {
    clauses: ['AP-5'],
    description: "The answer to an appointment that was made lacks the patient's comment.",
    response: mutateBody(CREATE, (body) => {
      delete body.comment;
      return true;
    }),
  },
  'appointment-patient-needs-action': {
    clauses: ['AP-4'],
    description: 'In the answer to an appointment that was made the patient has status needs-action.',
    response: mutateBody(CREATE, ({ participant = [] }) => {
      for (const one of participant.filter(isPatient)) one.status = 'needs-action';
      return true;
    }),
  },
  'appointment-without-practitioner': {
    clauses: ['AP-4'],
    description: 'In the answer to an appointment that was made the practitioner is no participant.',
    response: mutateBody(CREATE, (body) => {
      body.participant = (body.participant ?? []).filter(isPatient);
      return true;
    }),
  },
  'appointment-read-404': {
    clauses: ['CN-1'],
    description: 'An appointment that is there cannot be read by its id: 404.',
    response: (reply, { operation }) =>
      operation === 'read-appointment' && reply.status === 200
        ? replaceWithProblem(reply, { problem: 'no-such-resource' })
        : undefined,
  },
  'appointment-search-empty': {
    clauses: ['CN-1'],
    description: 'A search for an appointment by its id finds nothing.',
    response: mutateBody('search-appointment', (body) => {
      const found = body.entry !== undefined;
      delete body.entry;
      body.total = 0;
      return found;
    }),
  },
  'appointment-unknown-200': {
    clauses: ['CN-1'],
    description: 'An id that no appointment has gives an appointment all the same.',
    response(reply, { operation, request }) {
      const { id = '' } = request ?? {};
      if (operation !== 'read-appointment' || reply.problem !== 'no-such-resource' || !isId(id)) return undefined;
      const body = { resourceType: 'Appointment', id, status: 'proposed', participant: [] };
      return { status: 200, headers: {}, body, journal: reply.journal };
    },
  },
});

function isPatient({ actor }: MutableParticipant): boolean {
  return actor.reference.startsWith('Patient/');
}
