/** The clauses about appointments, and about the reads that booking does not use. */
import { type Area, area } from './requirement.ts';

export const CREATION = area('AP', 'creating an appointment', [
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
    ['api'],
    'The Appointment has no slot: its practitioner, start, end and service category identify the slot. Slots that are alike in all four are as many places. A slot that is present has to agree with them.',
  ],
  [3, 'must', 'both', ['api'], 'The status of an Appointment is `proposed`, `booked` or `cancelled`.'],
  [
    4,
    'must',
    'both',
    ['api'],
    'The participants are the patient, who is `accepted`, and the practitioner, who is `accepted`, or `needs-action` with an approval workflow. The published `required` is inside `actor`; R4 has it beside `actor`.',
  ],
  [5, 'must', 'XIS', ['api'], 'Creating returns 201 and the stored Appointment.'],
  [
    6,
    'must',
    'both',
    ['api', 'fhir'],
    'The logical id is the segment after the resource type in `Location`; the XIS may drop the id of the request.',
  ],
  [7, 'must', 'both', ['flow', 'api'], 'Booking a slot that is no longer available returns 409.'],
  [
    8,
    'must',
    'XIS',
    ['flow'],
    'Of any number of concurrent bookings of one place, exactly one succeeds and the others return 409.',
  ],
  [9, 'must', 'XIS', ['flow'], 'A booked slot is not free in searches.'],
  [
    10,
    'should',
    'XIS',
    ['fhir'],
    'A body that is not JSON returns 400, and an invalid Appointment 400 or 422. Nothing is stored.',
  ],
  [
    11,
    'must',
    'Spreekuur.nl',
    ['flow', 'ours'],
    "The configuration of the organization or type decides whether an appointment is pending or approved; without it, or if both disagree, the practitioner's status in the response decides.",
  ],
  [
    12,
    'advisory',
    'Spreekuur.nl',
    ['ours'],
    'Without a response, the outcome of a booking is unknown: Spreekuur.nl shows this to the patient, looks up the slot, and never sends the request twice.',
  ],
  [13, 'advisory', 'Spreekuur.nl', ['ours'], 'The status of the Appointment in a booking request is `proposed`.'],
  [
    14,
    'advisory',
    'Spreekuur.nl',
    ['ours'],
    "If no token has the BSN, the patient's participant may have it as `actor.identifier`.",
  ],
  [
    15,
    'must',
    'XIS',
    ['api'],
    'The response to a created appointment has a relative or absolute `Location` `Appointment/{id}`, with or without a version.',
  ],
  [16, 'should', 'XIS', ['fhir'], 'The 409 has an OperationOutcome with issue code `conflict`.'],
  [17, 'must', 'XIS', ['flow'], 'A booking that returned 409 is not stored.'],
  [
    18,
    'advisory',
    'XIS',
    ['ours'],
    'After a denial or a cancellation the slot is free again; a practice may decide otherwise.',
  ],
  [
    19,
    'advisory',
    'XIS',
    ['ours'],
    'A slot that does not exist, is in the past or belongs to another organization returns 404, 409 or 422. Nothing is stored.',
  ],
  [
    20,
    'should',
    'Spreekuur.nl',
    ['appointment'],
    'Spreekuur.nl confirms an appointment to the patient: at once if it needs no approval.',
  ],
]);

export const CALLBACK = area('CB', "the practitioner's response", [
  [
    1,
    'must',
    'both',
    ['api'],
    "An AppointmentResponse has the patient's BSN, a comment, a reference `Appointment/{id}`, and `accepted` or `declined`. The published identifier is inside `reference`; R4 has it in `actor`.",
    { concerns: 'an empty comment', level: 'should' },
  ],
  [2, 'must', 'Spreekuur.nl', ['api'], 'Sending an AppointmentResponse returns 201.'],
  [3, 'must', 'XIS', ['auth'], 'The request has the organization header (TR-2) and a bearer token (AU-7).'],
  [
    4,
    'must',
    'Spreekuur.nl',
    ['flow'],
    'The AppointmentResponse approves or rejects a pending appointment, and Spreekuur.nl notifies the patient.',
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
    'The XIS retries an AppointmentResponse that was not delivered (no connection, no response, 5xx, 429) with growing intervals, not before `Retry-After`, and with the same content. Any other 4xx is final, and is reported.',
  ],
  [7, 'advisory', 'both', ['ours'], 'An AppointmentResponse has `resourceType` in both dialects.'],
  [8, 'advisory', 'Spreekuur.nl', ['ours'], 'The notification of the patient has the comment.'],
  [
    9,
    'must',
    'XIS',
    ['flow'],
    'The AppointmentResponse reports the decision that was taken, after it was taken, about an appointment of this XIS that needed one.',
  ],
]);

export const CANCELLATION = area('CN', 'cancellation by the patient', [
  [
    1,
    'must',
    'XIS',
    ['api', 'cancel'],
    'An appointment can be read back, by `GET /Appointment/{id}` or by `GET /Appointment?id={id}`.',
  ],
  [
    2,
    'advisory',
    'Spreekuur.nl',
    ['cancel', 'ours'],
    'Only an appointment that is `proposed` or `booked` and has not begun can be cancelled, as a read just before shows it.',
  ],
  [
    3,
    'must',
    'both',
    ['api'],
    'Spreekuur.nl sends the XIS an AppointmentResponse with `declined`; the XIS returns 201 and cancels the appointment.',
  ],
  [
    4,
    'advisory',
    'XIS',
    ['ours'],
    "A second cancellation changes nothing, also after the slot was booked anew. Another patient's appointment returns 403, and an unknown one 404.",
  ],
  [5, 'should', 'XIS', ['api', 'cancel'], 'An appointment can be read back in both ways.'],
  [
    6,
    'should',
    'XIS',
    ['fhir'],
    'Reading an unknown appointment returns 404 or 410; a search for it returns an empty Bundle.',
  ],
  [7, 'must', 'XIS', ['api'], 'Neither way returns another appointment than the requested one.'],
]);

export const UPDATES = area('UP', 'changes by the practice', [
  [
    1,
    'must',
    'both',
    ['api'],
    "The XIS sends a PUT with an Appointment that is `booked` or `cancelled`, with id, start, end, service category, and the patient's participant with BSN and status `accepted`; a comment is optional.",
  ],
  [
    2,
    'must',
    'Spreekuur.nl',
    ['update'],
    'The update creates, changes or cancels an appointment, depending on whether Spreekuur.nl knows it. The patient is notified of each.',
  ],
  [3, 'must', 'Spreekuur.nl', ['update'], 'An update without changes has no effect, and notifies no one.'],
  [4, 'must', 'Spreekuur.nl', ['api'], "An update returns 200, or 403 if the organization is not the sender's."],
  [5, 'must', 'XIS', ['api'], 'The id in the path is that of the body, and the logical id that `Location` gave.'],
  [6, 'advisory', 'XIS', ['ours'], 'A change is sent once, and what has not changed is not sent.'],
  [7, 'advisory', 'Spreekuur.nl', ['ours'], 'An update that cancels an unknown appointment returns 404.'],
]);

export const OTHER_READS: Area = {
  title: 'PR: other reads',
  requirements: [
    {
      id: 'PR',
      level: 'should',
      concerns: 'XIS',
      origins: ['api'],
      text: 'PractitionerRoles and Schedules can be read in the published shapes, which differ from R4. Booking uses neither, and a XIS need not have them.',
    },
  ],
};
