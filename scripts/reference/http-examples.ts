import type { InboundOperation } from '../../simulator/domain/fault/rule.ts';

/** An example of a request to the FHIR API. */
export interface FhirExample {
  readonly title: string;
  /** For a path with `:id`. */
  readonly id?: string;
  readonly query?: string;
  readonly body?: unknown;
}

/** The clock of the examples: a Monday morning. Slots, ids and dates of the built-in practice follow from it. */
export const EXAMPLE_CLOCK = '2027-01-11T07:00:00+01:00';

const SYSTEM = 'http://delinde.example/ns/appointment-type';
const INTAKE = { code: 'kennismaking', display: 'Kennismaking nieuwe patiënt' };
const CONSULT = { code: 'consult', display: 'Consult op de praktijk (10 minuten)' };
const BSN = 'http://fhir.nl/fhir/NamingSystem/bsn';

function bookingBody(start: string, end: string, type: typeof INTAKE, practitionerStatus: string) {
  return {
    resourceType: 'Appointment',
    id: 'spreekuur-1',
    status: 'proposed',
    start,
    end,
    serviceCategory: [{ coding: [{ system: SYSTEM, ...type }] }],
    comment: 'Ik heb al een week hoofdpijn.',
    participant: [
      { actor: { reference: 'Patient/1', display: 'Emma de Boer', required: 'required' }, status: 'accepted' },
      {
        actor: { reference: 'PractitionerRole/jansen', display: 'Dr. A. Jansen', required: 'required' },
        status: practitionerStatus,
      },
    ],
  };
}

/** Examples of each operation of the FHIR API, in the order of a booking. */
export const FHIR_EXAMPLES: Readonly<Record<InboundOperation, readonly FhirExample[]>> = {
  'search-patient': [{ title: 'The patient who is logged in' }],
  'read-appointment-types': [
    {
      title: 'The appointment types for Spreekuur.nl',
      query: 'service-category=http://delinde.example/ns/channel%7CSPREEKUUR',
    },
  ],
  'search-schedule': [{ title: 'The agendas' }],
  'read-schedule': [{ title: 'An agenda', id: 'jansen' }],
  'search-practitioner-role': [{ title: 'The practitioners' }],
  'read-practitioner-role': [{ title: 'A practitioner', id: 'jansen' }],
  'search-slot': [
    {
      title: 'The free slots of a type on two days',
      query: `status=free&service-category=${SYSTEM}%7Ckennismaking&schedule.date=ge2027-01-12&schedule.date=le2027-01-14`,
    },
  ],
  'read-slot': [{ title: 'A slot', id: 'jansen-20270112T1200Z' }],
  'create-appointment': [
    {
      title: 'Book a slot of a type that needs approval; admin.http approves it',
      body: bookingBody('2027-01-12T13:00:00+01:00', '2027-01-12T13:30:00+01:00', INTAKE, 'needs-action'),
    },
    {
      title: 'Book another one, which admin.http declines',
      body: bookingBody('2027-01-12T14:00:00+01:00', '2027-01-12T14:30:00+01:00', INTAKE, 'needs-action'),
    },
    {
      title: 'Book a slot of a type that needs no approval',
      body: bookingBody('2027-01-12T08:10:00+01:00', '2027-01-12T08:20:00+01:00', CONSULT, 'accepted'),
    },
  ],
  'search-appointment': [{ title: 'An appointment by its id', query: 'id=1001' }],
  'read-appointment': [{ title: 'An appointment', id: '1003' }],
  'create-appointment-response': [
    {
      title: 'Cancel an appointment, as the patient',
      body: {
        actor: { reference: { identifier: [{ system: BSN, value: '999900109' }] } },
        comment: 'Deze afspraak is afgezegd.',
        appointment: { reference: 'Appointment/1003' },
        participantStatus: 'declined',
      },
    },
  ],
};

/** An example of a request to the control interface. */
export interface AdminExample {
  /** The AGB code in the path, if it is not that of the variable `organization`. */
  readonly agb?: string;
  readonly id?: string;
  readonly query?: string;
  readonly body?: unknown;
  /** A file with the body, and how to get it. */
  readonly bodyFile?: { readonly name: string; readonly note: string };
}

/** An organization of the examples alone. */
const EXAMPLE_AGB = '01000009';

/**
 * Examples of the control interface by method and path, for those with a body, a query or an `{id}`. Those of appointments follow
 * the bookings in `FHIR_EXAMPLES`.
 */
export const ADMIN_EXAMPLES: Readonly<Record<string, AdminExample>> = {
  'get /organizations': { query: 'limit=10' },
  'post /organizations': {
    body: {
      agb: EXAMPLE_AGB,
      name: 'Huisartsenpraktijk De Eik',
      appointmentTypes: [{ code: 'consult', display: 'Consult', minutes: 10 }],
      schedules: [
        {
          id: 'smit',
          practitioner: { id: 'smit', name: 'Dr. B. Smit' },
          hours: [{ days: 'workdays', from: '09:00', to: '12:00', type: 'consult' }],
        },
      ],
    },
  },
  'delete /organizations/{agb}': { agb: EXAMPLE_AGB },
  'post /organizations/{agb}/copy': { body: { name: 'Huisartsenpraktijk De Linde, for one test' } },
  'put /organizations/{agb}/patient': { body: { patient: '2' } },
  'get /requests': { query: 'limit=10' },
  'post /requests/find': { body: { operation: 'search-slot' } },
  'post /requests/count': { body: { operation: 'create-appointment', status: 201 } },
  'get /organizations/{agb}/requests': { query: 'limit=10' },
  'post /organizations/{agb}/requests/find': { body: { operation: 'create-appointment' } },
  'post /organizations/{agb}/requests/count': { body: { operation: 'create-appointment' } },
  'get /organizations/{agb}/requests/{id}': { id: '1' },
  'put /organizations/{agb}/log': {
    bodyFile: { name: 'log.json', note: '{"log": …} with the response of GET /organizations/{agb}/log' },
  },
  'post /organizations/{agb}/clock/freeze': { body: { at: EXAMPLE_CLOCK } },
  'post /organizations/{agb}/clock/advance': { body: { by: 'PT1H' } },
  'get /organizations/{agb}/agenda': { query: 'from=2027-01-12&days=1&schedule=jansen' },
  'post /organizations/{agb}/approvals/{id}/approve': { id: '1001', body: { comment: 'Tot dan!' } },
  'post /organizations/{agb}/approvals/{id}/decline': { id: '1002', body: { comment: 'Bel de praktijk.' } },
  'post /organizations/{agb}/appointments': {
    body: { schedule: 'jansen', type: 'consult', start: '2027-01-13T10:20:00+01:00', patient: 'Patient/2' },
  },
  'get /organizations/{agb}/appointments/{id}': { id: '1004' },
  'post /organizations/{agb}/appointments/{id}/move': { id: '1004', body: { start: '2027-01-13T10:30:00+01:00' } },
  'post /organizations/{agb}/appointments/{id}/cancel': { id: '1004', body: { comment: 'De praktijk is dicht.' } },
  'post /organizations/{agb}/slots/{id}/take': { id: 'jansen-20270112T0740Z' },
  'post /organizations/{agb}/slots/{id}/release': { id: 'jansen-20270112T0740Z' },
  'post /organizations/{agb}/slots/block': {
    body: { schedule: 'jansen', from: '2027-01-14T08:00:00+01:00', to: '2027-01-14T09:00:00+01:00' },
  },
  'post /organizations/{agb}/slots/unblock': {
    body: { schedule: 'jansen', from: '2027-01-14T08:00:00+01:00', to: '2027-01-14T09:00:00+01:00' },
  },
  'get /organizations/{agb}/deliveries': { query: 'appointment=1001' },
  'get /organizations/{agb}/deliveries/{id}': { id: 'd1' },
  'post /organizations/{agb}/deliveries/{id}/replay': { id: 'd1' },
  'patch /organizations/{agb}/callbacks': { body: { url: '{{spreekuur}}' } },
  'put /organizations/{agb}/callbacks': { body: { url: '{{spreekuur}}', timeout: 'PT5S' } },
  'post /organizations/{agb}/faults': { body: { id: 'slow', operation: 'search-slot', effect: { delay: 'PT2S' } } },
  'delete /organizations/{agb}/faults/{id}': { id: 'slow' },
  'put /organizations/{agb}/contention': { body: { competitorsPerHour: 4 } },
  'put /organizations/{agb}/defects': { body: { defects: ['slot-ignores-status'] } },
  'put /organizations/{agb}/snapshot': {
    bodyFile: { name: 'snapshot.json', note: 'the response of GET /organizations/{agb}/snapshot' },
  },
};
