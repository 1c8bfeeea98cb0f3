import { area } from './requirement.ts';

export const APPOINTMENT_TYPES = area('AT', 'appointment types', [
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
