import { isId } from '../../fhir/id.ts';
import { formatInstant, parseInstant, plus } from '../../fhir/instant.ts';
import { idIn } from '../../fhir/reference.ts';
import { defineDefects, type MutableBody, type MutableParticipant } from './defect.ts';
import { changeTimes, dropColon, failInstead, mutateBody, mutateParameters, readObjectBody } from './mutate.ts';

const CREATE = 'create-appointment';
const HOUR_MS = 3_600_000;
/** The suffix of ids with `appointment-location-unreadable`. */
const ALIAS = '.0';

/** Defects of responses with an appointment. */
export const APPOINTMENT_RESPONSE_DEFECTS = defineDefects({
  'appointment-search-all': {
    clauses: ['CN-7'],
    description: 'A search for one appointment returns all appointments.',
    request: mutateParameters('search-appointment', (parameters, { appointments }) => [
      ...parameters.filter(([name]) => name !== 'id'),
      [
        'id',
        appointments
          .list()
          .map(({ id }) => id)
          .join(','),
      ],
    ]),
  },
  'appointment-other-practitioner': {
    clauses: ['AP-2', 'AP-4'],
    description: 'The response to every second booking has another practitioner than the request.',
    response: mutateBody(CREATE, ({ id, participant = [] }) => {
      const practitioner = participant.find(({ actor }) => !actor.reference.startsWith('Patient/'));
      if (!practitioner || Number(id) % 2 === 1) return false;
      practitioner.actor.reference = practitioner.actor.reference.replace(/[^/]+$/, 'somebody-else');
      return true;
    }),
  },
  'appointment-answers-200': {
    clauses: ['AP-5'],
    description: 'Creating an appointment returns 200 instead of 201.',
    response: (response, { operation }) =>
      operation === CREATE && response.status === 201 ? { ...response, status: 200 } : undefined,
  },
  'appointment-without-location': {
    clauses: ['AP-15'],
    description: 'The response to a booking has no Location.',
    response(response) {
      const { Location: location, ...headers } = response.headers;
      return location === undefined ? undefined : { ...response, headers };
    },
  },
  'appointment-location-other-id': {
    clauses: ['AP-6'],
    description: 'Location has another id than the body.',
    response: mutateBody(CREATE, (body) => {
      body.id = `intern-${body.id}`;
    }),
  },
  'appointment-location-unreadable': {
    clauses: ['AP-6', 'CN-1'],
    description: 'Reading the id from Location returns 404, although cancellation and callbacks accept it.',
    response(response, { operation }) {
      const { Location: location } = response.headers;
      if (operation !== CREATE || location === undefined) return undefined;
      const headers = { ...response.headers, Location: location.replace(/(Appointment\/\d+)/, `$1${ALIAS}`) };
      if (typeof response.body === 'object') response.body.id += ALIAS;
      return { ...response, headers };
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
    description: 'Start and end in the response to a booking are an hour late.',
    response: mutateBody(CREATE, (body, { world }) => {
      const later = (text: string | undefined): string => {
        const at = parseInstant(text ?? '');
        return at === undefined ? '' : formatInstant(plus(at, HOUR_MS), world.calendar.offsetAt(plus(at, HOUR_MS)));
      };
      body.start = later(body.start);
      body.end = later(body.end);
    }),
  },
  'appointment-without-body': {
    clauses: ['AP-5'],
    description: 'The 201 of a booking has no Appointment.',
    response: (response, { operation }) =>
      operation === CREATE && response.status === 201 ? { ...response, body: undefined } : undefined,
  },
  'appointment-invalid-instant': {
    clauses: ['AP-5'],
    description: 'Start and end of appointments have an offset without colon, such as +0100.',
    response: mutateBody([CREATE, 'read-appointment', 'search-appointment'], (body) => {
      for (const resource of [body, ...(body.entry ?? []).flatMap((entry) => entry.resource ?? [])])
        changeTimes(resource, dropColon);
    }),
  },
  'appointment-drops-comment': {
    clauses: ['AP-5'],
    description: "The response to a booking lacks the patient's comment.",
    response: mutateBody(CREATE, (body) => {
      delete body.comment;
    }),
  },
  'appointment-patient-needs-action': {
    clauses: ['AP-4'],
    description: 'In the response to a booking the patient has status needs-action.',
    response: mutateBody(CREATE, ({ participant = [] }) => {
      for (const patient of participant.filter(isPatient)) patient.status = 'needs-action';
    }),
  },
  'appointment-without-practitioner': {
    clauses: ['AP-4'],
    description: 'The response to a booking lacks the practitioner as participant.',
    response: mutateBody(CREATE, (body) => {
      body.participant = (body.participant ?? []).filter(isPatient);
    }),
  },
  'appointment-read-404': {
    clauses: ['CN-5'],
    description: 'Reading an existing appointment by its id returns 404.',
    warns: true,
    response: failInstead('read-appointment', { problem: 'no-such-resource' }),
  },
  'appointment-not-readable': {
    clauses: ['CN-1'],
    description: 'Reading an existing appointment and searching it by its id return 404.',
    response: (response, context) =>
      failInstead('read-appointment', { problem: 'no-such-resource' })(response, context) ??
      failInstead('search-appointment', { problem: 'no-such-path' })(response, context),
  },
  'appointment-search-empty': {
    clauses: ['CN-5'],
    description: 'Searching an appointment by its id returns an empty Bundle.',
    warns: true,
    response: mutateBody('search-appointment', (body) => {
      const found = body.entry !== undefined;
      delete body.entry;
      body.total = 0;
      return found;
    }),
  },
  'appointment-unknown-200': {
    clauses: ['CN-6'],
    description: 'Reading an unknown appointment id returns an appointment.',
    warns: true,
    response(response, { operation, request }) {
      const { id = '' } = request ?? {};
      if (operation !== 'read-appointment' || response.problem !== 'no-such-resource' || !isId(id)) return undefined;
      const body = { resourceType: 'Appointment', id, status: 'proposed', participant: [] };
      return { status: 200, headers: {}, body, journal: response.journal };
    },
  },
});

function isPatient({ actor }: MutableParticipant): boolean {
  return actor.reference.startsWith('Patient/');
}
