import { area } from './requirement.ts';

export const AGENDAS = area('AG', 'agendas', [
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
