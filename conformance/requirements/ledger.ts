import { type Area, area, type Requirement } from './requirement.ts';

const TRANSPORT = area('TR', 'transport, organization and tokens', [
  [1, 'must', 'both', ['api'], 'Bodies are JSON with media type `application/fhir+json`, optionally with a `charset`.'],
  [
    2,
    'must',
    'both',
    ['auth', 'update', 'ours'],
    '`X-Organization-Identifier` names the organization in every request, in both directions. Its value is the AGB code as a token. Eight digits alone are understood, with a warning.',
  ],
  [
    3,
    'must',
    'both',
    ['auth'],
    'Spreekuur.nl identifies itself to the XIS with a bearer token. When a patient is logged in, the token comes from token exchange and has the BSN; otherwise it comes from client credentials.',
  ],
  [
    4,
    'must',
    'both',
    ['auth'],
    'The XIS identifies itself to Spreekuur.nl with a bearer token from client credentials.',
  ],
  [
    5,
    'must',
    'both',
    ['auth'],
    "The issuer of the tokens is configurable: Topicus' authorization server, or that of the XIS.",
  ],
  [
    6,
    'must',
    'both',
    ['auth', 'update'],
    'Organizations are separate: a response never has data of another organization. A request for an organization that the sender may not act for returns 403.',
  ],
  [
    7,
    'should',
    'both',
    ['fhir'],
    'A 4xx or 5xx response has an OperationOutcome, with an issue code that fits the status.',
  ],
  [
    8,
    'should',
    'XIS',
    ['fhir'],
    'An unknown search parameter is ignored; with `Prefer: handling=strict` it returns 400.',
  ],
  [9, 'should', 'XIS', ['fhir'], '`GET /metadata` returns the capabilities of the server as a CapabilityStatement.'],
]);

const APPOINTMENT_TYPES = area('AT', 'appointment types', [
  [
    1,
    'must',
    'XIS',
    ['api'],
    'The types are a single ValueSet, with a system for each group, and a code and display for each type.',
  ],
  [2, 'must', 'both', ['flow', 'api'], 'A search with `service-category` returns only the types for Spreekuur.nl.'],
  [
    3,
    'must',
    'XIS',
    ['flow', 'ours'],
    'A search without matching types returns 200 with a ValueSet without concepts; it is not an error.',
  ],
  [
    4,
    'must',
    'Spreekuur.nl',
    ['flow'],
    'If no type is configured, or the ValueSet is empty, Spreekuur.nl logs an error, shows the patient that booking is not possible, and sends no further request.',
  ],
  [5, 'must', 'both', ['flow'], 'The system and code of a type are the service category of its slot searches.'],
]);

const AGENDAS = area('AG', 'agendas', [
  [
    1,
    'must',
    'Spreekuur.nl',
    ['flow'],
    'The agendas to choose from are the distinct schedules of the free slots, sorted by their earliest slot.',
  ],
  [
    2,
    'advisory',
    'Spreekuur.nl',
    ['ours'],
    'The name of an agenda is the practitioner of its slots, or all practitioners if several share it.',
  ],
  [
    3,
    'advisory',
    'Spreekuur.nl',
    ['ours'],
    'Without slots, the patient sees that no slots are available; it is not an error.',
  ],
]);

const SLOTS = area('SL', 'slots', [
  [
    1,
    'must',
    'XIS',
    ['api'],
    'A search returns a searchset Bundle of Slots with their `fullUrl`; without matches it has no entries.',
  ],
  [
    2,
    'must',
    'XIS',
    ['api'],
    'A Slot has an id, status, start, end, service category and schedule, and an extension for the practitioner.',
  ],
  [
    3,
    'must',
    'XIS',
    ['api'],
    'The status of a Slot is `free`, `busy` or `needs-action`; R4 has `busy-tentative` for the last one.',
  ],
  [
    4,
    'must',
    'XIS',
    ['api', 'fhir'],
    'Start and end are instants with seconds and an offset or `Z`; the start is before the end.',
  ],
  [5, 'must', 'XIS', ['api'], 'The service category is a list of concepts with system, code and display.'],
  [
    6,
    'must',
    'XIS',
    ['api'],
    'An extension has a reference to the practitioner, with the name for patients as its display. Its url is `urn:extension:actor`; another url is a warning.',
  ],
  [7, 'must', 'XIS', ['api'], 'The schedule is a reference of the form `Schedule/{id}`.'],
  [8, 'must', 'XIS', ['flow', 'api'], 'A search with `service-category` returns only slots of that category.'],
  [
    9,
    'must',
    'XIS',
    ['flow', 'api'],
    'A search with `schedule.date` twice, with `ge` and `le`, returns only slots in between. The simulator accepts `Schedule.date` as well.',
  ],
  [10, 'must', 'XIS', ['flow'], 'A search with `status=free` returns only bookable slots.'],
  [11, 'must', 'XIS', ['api'], 'A search with `schedule`, an id or a reference, returns only slots of that schedule.'],
  [12, 'must', 'XIS', ['fhir'], 'A slot matches every parameter; of comma-separated values it matches at least one.'],
  [
    13,
    'must',
    'Spreekuur.nl',
    ['flow'],
    'The search for agendas is from the start of tomorrow to the start of the 28th day from today. Days are calendar days of the practice, so a change of daylight-saving time does not shift the window.',
  ],
  [
    14,
    'must',
    'Spreekuur.nl',
    ['flow', 'ours'],
    'The search for slots of an agenda has four pages of a week. A slot on the border of two pages belongs to the later one.',
  ],
  [
    15,
    'should',
    'both',
    ['fhir', 'ours'],
    'The `+` of an offset is encoded as `%2B`, because an unencoded `+` is a space. The simulator returns 400 with an explanation.',
  ],
  [16, 'should', 'XIS', ['fhir'], 'A date without a time covers the whole day, and an instant only that moment.'],
  [17, 'should', 'XIS', ['fhir'], 'An invalid date or token, or a missing value, returns 400.'],
  [
    18,
    'must',
    'both',
    ['fhir'],
    'A response with pagination has a link `next`, and Spreekuur.nl follows it to the last page.',
  ],
  [
    19,
    'must',
    'XIS',
    ['api'],
    '`schedule.date` filters by the start of the slots, although in R4 it filters by the horizon of the schedule.',
  ],
]);

const CREATION = area('AP', 'creating an appointment', [
  [
    1,
    'must',
    'both',
    ['api'],
    "The Appointment in a booking request has an id, status, start, end, service category and participants, and the patient's reason as comment.",
  ],
  [
    2,
    'must',
    'both',
    ['api', 'ours'],
    'The Appointment has no slot: its practitioner, times and service category identify the slot. A slot that is present has to agree with them.',
  ],
  [
    3,
    'must',
    'both',
    ['api', 'ours'],
    'The status of an Appointment is `proposed`, `booked` or `cancelled`; a new one is `proposed`.',
  ],
  [
    4,
    'must',
    'both',
    ['api'],
    'The participants are the patient and the practitioner. The patient is `accepted`; the practitioner is `accepted`, or `needs-action` with an approval workflow. The published `required` is inside `actor`; R4 has it beside `actor`.',
  ],
  [
    5,
    'must',
    'XIS',
    ['api'],
    'Creating returns 201, with a relative or absolute `Location` and the stored Appointment.',
  ],
  [
    6,
    'must',
    'both',
    ['api', 'fhir'],
    'The logical id is the segment after the resource type in `Location`; the XIS may drop the id of the request.',
  ],
  [
    7,
    'must',
    'both',
    ['flow', 'api'],
    'Booking a slot that is no longer available returns 409 with issue code `conflict`, and stores nothing.',
  ],
  [
    8,
    'must',
    'XIS',
    ['flow'],
    'Of any number of concurrent bookings of one slot, exactly one succeeds and the others return 409.',
  ],
  [
    9,
    'must',
    'XIS',
    ['flow', 'ours'],
    'A booked slot is not free in searches until the appointment is declined or cancelled.',
  ],
  [
    10,
    'should',
    'XIS',
    ['fhir', 'ours'],
    'A body that is not JSON returns 400, and an invalid Appointment 400 or 422. A slot that does not exist, is in the past or belongs to another organization returns 422. Such requests store nothing.',
  ],
  [
    11,
    'must',
    'Spreekuur.nl',
    ['flow', 'ours'],
    "The practitioner's status in the response decides whether the appointment is pending or approved; without a body, the configuration decides.",
  ],
  [
    12,
    'advisory',
    'Spreekuur.nl',
    ['ours'],
    'Without a response, the outcome of a booking is unknown: Spreekuur.nl shows this to the patient, looks up the slot, and never sends the request twice.',
  ],
]);

const CALLBACK = area('CB', "the practitioner's response", [
  [
    1,
    'must',
    'both',
    ['api'],
    "An AppointmentResponse has the patient's BSN, a comment, a reference to the appointment, and `accepted` or `declined`. The published identifier is inside `reference`; R4 has it in `actor`.",
  ],
  [2, 'must', 'Spreekuur.nl', ['api'], 'Sending an AppointmentResponse returns 201.'],
  [3, 'must', 'XIS', ['auth'], 'The request has the organization header (TR-2) and a bearer token (TR-4).'],
  [
    4,
    'must',
    'Spreekuur.nl',
    ['flow'],
    'The AppointmentResponse approves or rejects a pending appointment, and Spreekuur.nl notifies the patient with the comment.',
  ],
  [
    5,
    'advisory',
    'Spreekuur.nl',
    ['ours'],
    'A repeated AppointmentResponse returns 201 and changes nothing. A contrary one returns 409, one about an unknown appointment 404, and an invalid one 400 or 422.',
  ],
  [
    6,
    'advisory',
    'XIS',
    ['ours'],
    'The XIS retries an AppointmentResponse that was not delivered (no connection, no response, 5xx, 429) with growing intervals, and not before `Retry-After`. Any other 4xx is final, and is reported.',
  ],
]);

const UPDATES = area('UP', 'changes by the practice', [
  [
    1,
    'must',
    'both',
    ['api'],
    'The XIS sends a PUT with an Appointment that is `booked` or `cancelled`, with the patient and the BSN, and optionally a comment.',
  ],
  [
    2,
    'must',
    'both',
    ['update'],
    'The update creates, changes or cancels an appointment, depending on whether Spreekuur.nl knows it. The patient is notified of each.',
  ],
  [3, 'must', 'Spreekuur.nl', ['update'], 'An update without changes has no effect, and notifies no one.'],
  [4, 'must', 'both', ['api'], "An update returns 200, or 403 if the organization is not the sender's."],
]);

const CANCELLATION = area('CN', 'cancellation by the patient', [
  [
    1,
    'must',
    'XIS',
    ['api', 'cancel'],
    'An appointment can be found by a search for its id and by a read; an unknown one returns 404.',
  ],
  [
    2,
    'must',
    'both',
    ['cancel', 'ours'],
    'Only an appointment that is `proposed` or `booked` and has not begun can be cancelled.',
  ],
  [
    3,
    'must',
    'both',
    ['api'],
    'Spreekuur.nl sends the XIS an AppointmentResponse with `declined`. The XIS returns 201, cancels the appointment and frees its slot.',
  ],
  [
    4,
    'advisory',
    'XIS',
    ['ours'],
    "A second cancellation changes nothing. Another patient's appointment returns 403, and an unknown one 404.",
  ],
]);

const OTHER_READS: Area = {
  title: 'PR: other reads',
  requirements: [
    {
      id: 'PR',
      level: 'must',
      concerns: 'XIS',
      origins: ['api'],
      text: 'PractitionerRoles and Schedules can be read in the published shapes, which differ from R4. Booking uses neither.',
    },
  ],
};

/** The areas of the protocol. Code, tests and documents refer to a clause by its id. */
export const AREAS: readonly Area[] = [
  TRANSPORT,
  APPOINTMENT_TYPES,
  SLOTS,
  AGENDAS,
  CREATION,
  CALLBACK,
  CANCELLATION,
  UPDATES,
  OTHER_READS,
];

/** The clauses of all areas. */
export const REQUIREMENTS: readonly Requirement[] = AREAS.flatMap(({ requirements }) => requirements);
