import type { Defect } from './defect.ts';
import { bodiesOf } from './spoil.ts';

/** Defects of what the flow does not use. */
export const OTHER_READS_DEFECTS: readonly Defect[] = [
  {
    id: 'schedule-entry-without-actor',
    clauses: ['PR'],
    description: 'The first Schedule of a search has no actor.',
    reply: bodiesOf('search-schedule', ({ entry: [first] = [] }) => {
      delete (first?.resource ?? first)?.actor;
      return first !== undefined;
    }),
  },
  {
    id: 'practitioner-role-without-id',
    clauses: ['PR'],
    description: 'The first PractitionerRole of a search has no id.',
    reply: bodiesOf('search-practitioner-role', ({ entry: [first] = [] }) => {
      delete first?.resource?.id;
      return first !== undefined;
    }),
  },
];
