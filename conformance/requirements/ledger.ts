import { type Area, area, type Requirement } from './requirement.ts';

const TRANSPORT = area('TR', 'transport, organization and tokens', [
  [1, 'must', 'both', ['api'], 'Bodies are JSON of media type `application/fhir+json`; a `charset` may follow.'],
  [
    2,
    'must',
    'both',
    ['auth', 'update', 'ours'],
    '`X-Organization-Identifier` names the organization in every request, in both directions: its AGB code as a token. Eight digits alone are understood too, but are worth a warning.',
  ],
  [
    3,
    'must',
    'both',
    ['auth'],
    'Spreekuur.nl identifies itself to the XIS with a bearer token: by token exchange, with the BSN in it, when a patient is logged in; otherwise by client credentials.',
  ],
  [
    4,
    'must',
    'both',
    ['auth'],
    'The XIS identifies itself to Spreekuur.nl with a bearer token that it got by client credentials.',
  ],
  [
    5,
    'must',
    'both',
    ['auth'],
    "Who issues the tokens is configured: Topicus' authorization server, or that of the XIS.",
  ],
  [
    6,
    'must',
    'both',
    ['auth', 'update'],
    'Organizations are kept apart: none shows what belongs to another. Who asks for one that it may not act for gets 403.',
  ],
  [
    7,
    'should',
    'both',
    ['fhir'],
    'Whatever is answered with 4xx or 5xx has an OperationOutcome, with an issue code that fits the status.',
  ],
  [
    8,
    'should',
    'XIS',
    ['fhir'],
    'A search parameter that is not known is passed over; with `Prefer: handling=strict` it is 400.',
  ],
  [9, 'should', 'XIS', ['fhir'], '`GET /metadata` tells what the server can do, as a CapabilityStatement.'],
]);

const APPOINTMENT_TYPES = area('AT', 'appointment types', [
  [
    1,
    'must',
    'XIS',
    ['api'],
    'The types come as a single ValueSet, with a system for each group and a code and display for each type.',
  ],
  [
    2,
    'must',
    'both',
    ['flow', 'api'],
    '`service-category` asks for the types that are meant for Spreekuur.nl; the others stay out.',
  ],
  [3, 'must', 'XIS', ['flow', 'ours'], 'No type that fits is no error: 200, and a ValueSet without concepts.'],
  [
    4,
    'must',
    'Spreekuur.nl',
    ['flow'],
    'When no type is configured, or the ValueSet is empty, an error is logged, the patient is told that nothing can be booked, and nothing more is asked.',
  ],
  [
    5,
    'must',
    'both',
    ['flow'],
    "A type's system and code together are the service category by which its slots are searched.",
  ],
]);

const AGENDAS = area('AG', 'agendas', [
  [
    1,
    'must',
    'Spreekuur.nl',
    ['flow'],
    'The agendas to choose from are the different schedules of the free slots, the one with the earliest slot first.',
  ],
  [
    2,
    'advisory',
    'Spreekuur.nl',
    ['ours'],
    'An agenda is called after the practitioner of its slots, or after all of them where several share it.',
  ],
  [
    3,
    'advisory',
    'Spreekuur.nl',
    ['ours'],
    'When there are no slots, the patient reads that there are none; nothing is wrong.',
  ],
]);

const SLOTS = area('SL', 'slots', [
  [
    1,
    'must',
    'XIS',
    ['api'],
    'A search answers a searchset Bundle of Slots with their `fullUrl`; nothing found means no entries.',
  ],
  [
    2,
    'must',
    'XIS',
    ['api'],
    'A Slot tells its id, status, start, end, service category, schedule, and in an extension its practitioner.',
  ],
  [
    3,
    'must',
    'XIS',
    ['api'],
    'Its status is `free`, `busy` or `needs-action`; R4 calls the last one `busy-tentative`.',
  ],
  [4, 'must', 'XIS', ['api', 'fhir'], 'Start and end are instants with seconds and an offset or `Z`, the start first.'],
  [5, 'must', 'XIS', ['api'], 'The service category is a list of concepts with system, code and display.'],
  [
    6,
    'must',
    'XIS',
    ['api'],
    'An extension refers to the practitioner and has the name that patients read. Its url is `urn:extension:actor`; another is worth a warning.',
  ],
  [7, 'must', 'XIS', ['api'], 'The schedule is a reference of the form `Schedule/{id}`.'],
  [8, 'must', 'XIS', ['flow', 'api'], '`service-category` leaves only the slots of that category.'],
  [
    9,
    'must',
    'XIS',
    ['flow', 'api'],
    '`schedule.date`, given twice with `ge` and `le`, leaves only slots between the two. The simulator takes `Schedule.date` as well.',
  ],
  [10, 'must', 'XIS', ['flow'], '`status=free` leaves only what can be booked.'],
  [11, 'must', 'XIS', ['api'], '`schedule` leaves only the slots of that schedule, by its id or as a reference.'],
  [
    12,
    'must',
    'XIS',
    ['fhir'],
    'A slot has to pass every parameter; of values with a comma between them, one is enough.',
  ],
  [
    13,
    'must',
    'Spreekuur.nl',
    ['flow'],
    'Agendas are searched from the start of tomorrow to the start of the 28th day from today. Days are counted by the calendar of the practice, so a change of daylight-saving time moves nothing.',
  ],
  [
    14,
    'must',
    'Spreekuur.nl',
    ['flow', 'ours'],
    'The slots of an agenda are searched in four pages of a week. A slot on the border of two belongs to the later one.',
  ],
  [
    15,
    'should',
    'both',
    ['fhir', 'ours'],
    'The `+` of an offset is sent as `%2B`, for unencoded it means a space. The simulator answers 400 and explains it.',
  ],
  [
    16,
    'should',
    'XIS',
    ['fhir'],
    'A date without a time stands for all of that day, an instant for that moment alone.',
  ],
  [17, 'should', 'XIS', ['fhir'], 'A date or token that cannot be read, or a value that is missing, is 400.'],
  [
    18,
    'must',
    'both',
    ['fhir'],
    'Where an answer comes in pages, a link `next` leads on, and Spreekuur.nl follows it to the last page.',
  ],
  [
    19,
    'must',
    'XIS',
    ['api'],
    "`schedule.date` is about the start of the slots themselves, although in R4 it would be about the schedule's horizon.",
  ],
]);

const CREATION = area('AP', 'creating an appointment', [
  [
    1,
    'must',
    'both',
    ['api'],
    "An Appointment is sent, with id, status, start, end, service category, participants, and the patient's reason as comment.",
  ],
  [
    2,
    'must',
    'both',
    ['api', 'ours'],
    'It names no slot: practitioner, times and service category tell which one is meant. Where a slot is named all the same, it has to agree.',
  ],
  [
    3,
    'must',
    'both',
    ['api', 'ours'],
    'Its status is `proposed`, `booked` or `cancelled`; a new one comes as `proposed`.',
  ],
  [
    4,
    'must',
    'both',
    ['api'],
    'Patient and practitioner take part. The patient has accepted; the practitioner has too, or still has to act where there is an approval workflow. `required` is published inside `actor`, while R4 has it beside.',
  ],
  [
    5,
    'must',
    'XIS',
    ['api'],
    'Created: 201, the place in `Location`, relative or absolute, and the Appointment as it was stored.',
  ],
  [
    6,
    'must',
    'both',
    ['api', 'fhir'],
    'What follows the resource type in `Location` is the id from then on; the one that Spreekuur.nl sent may be dropped.',
  ],
  [
    7,
    'must',
    'both',
    ['flow', 'api'],
    'When the slot has gone: 409 with issue code `conflict`, and nothing is stored.',
  ],
  [8, 'must', 'XIS', ['flow'], 'However many want one slot at the same time, one gets it and the others get 409.'],
  [
    9,
    'must',
    'XIS',
    ['flow', 'ours'],
    'A booked slot is no longer found as free, until the appointment is declined or cancelled.',
  ],
  [
    10,
    'should',
    'XIS',
    ['fhir', 'ours'],
    'What is no JSON is 400, what is no such Appointment 400 or 422. A slot that does not exist, is past or of others is 422. None of it leaves a trace.',
  ],
  [
    11,
    'must',
    'Spreekuur.nl',
    ['flow', 'ours'],
    "The practitioner's status in the answer decides whether the appointment is pending or approved; without a body the configuration does.",
  ],
  [
    12,
    'advisory',
    'Spreekuur.nl',
    ['ours'],
    'When no answer arrives, nobody knows whether it was booked: the patient is told so, the slot is looked up, and nothing is sent twice.',
  ],
]);

const CALLBACK = area('CB', "the practitioner's answer", [
  [
    1,
    'must',
    'both',
    ['api'],
    "An AppointmentResponse tells the patient's BSN, a comment, which appointment, and `accepted` or `declined`. Published with the identifier inside `reference`; R4 has it in `actor`.",
  ],
  [2, 'must', 'Spreekuur.nl', ['api'], 'It is answered with 201.'],
  [3, 'must', 'XIS', ['auth'], 'It carries the organization and a token, as TR-2 and TR-4 have it.'],
  [
    4,
    'must',
    'Spreekuur.nl',
    ['flow'],
    'A pending appointment becomes approved or rejected by it, and the patient is notified with the comment.',
  ],
  [
    5,
    'advisory',
    'Spreekuur.nl',
    ['ours'],
    'A repeated answer is 201 and changes nothing. A contrary one is 409, one about an unknown appointment 404, one that cannot be read 400 or 422.',
  ],
  [
    6,
    'advisory',
    'XIS',
    ['ours'],
    'An answer that did not get through (no connection, no response, 5xx, 429) is sent again after growing waits, not before `Retry-After`. Another 4xx ends it and is reported.',
  ],
]);

const UPDATES = area('UP', 'changes by the practice', [
  [
    1,
    'must',
    'both',
    ['api'],
    'The XIS puts an Appointment that is `booked` or `cancelled`, with the patient and the BSN; a comment may come with it.',
  ],
  [
    2,
    'must',
    'both',
    ['update'],
    'By it an appointment is made, changed or cancelled, depending on whether Spreekuur.nl knows it. The patient hears of each.',
  ],
  [3, 'must', 'Spreekuur.nl', ['update'], 'Where nothing has changed, nothing happens and nobody is notified.'],
  [4, 'must', 'both', ['api'], "It is answered with 200, or with 403 when the organization is not the sender's."],
]);

const CANCELLATION = area('CN', 'cancellation by the patient', [
  [
    1,
    'must',
    'XIS',
    ['api', 'cancel'],
    'An appointment can be looked up by a search for its id and by reading it; an unknown one is 404.',
  ],
  [2, 'must', 'both', ['cancel', 'ours'], 'Only what is `proposed` or `booked` and has not begun can be cancelled.'],
  [
    3,
    'must',
    'both',
    ['api'],
    'Spreekuur.nl sends the XIS a declining AppointmentResponse and gets 201; the appointment is cancelled then, and its slot free.',
  ],
  [
    4,
    'advisory',
    'XIS',
    ['ours'],
    "A second cancellation makes no difference. Somebody else's appointment is 403, one that is not there 404.",
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
      text: 'PractitionerRoles and Schedules can be read in the shapes that were published, which differ from R4. Booking uses neither.',
    },
  ],
};

/** Every clause that code, tests and documents refer to by its id. */
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

/** All clauses, without their areas. */
export const REQUIREMENTS: readonly Requirement[] = AREAS.flatMap(({ requirements }) => requirements);
