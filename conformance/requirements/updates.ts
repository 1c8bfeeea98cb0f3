import { area } from './requirement.ts';

export const UPDATES = area('UP', 'changes by the practice', [
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
