import { area } from './requirement.ts';

export const CANCELLATION = area('CN', 'cancellation by the patient', [
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
