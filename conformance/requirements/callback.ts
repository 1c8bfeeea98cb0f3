import { area } from './requirement.ts';

export const CALLBACK = area('CB', "the practitioner's answer", [
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
