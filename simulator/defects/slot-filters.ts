import { splitOr } from '../../fhir/token.ts';
import type { Defect, RequestHook } from './defect.ts';
import { parameters } from './spoil.ts';

const OPERATION = 'search-slot';
/** Longer than the id of any schedule. */
const NO_SCHEDULE = 'none-'.repeat(12);

/** What no slot has, by parameter. */
const NOTHING: Readonly<Record<string, string>> = {
  'service-category': 'no such code',
  status: 'entered-in-error',
  schedule: NO_SCHEDULE,
  'schedule.date': 'lt0001-01-01',
  'Schedule.date': 'lt0001-01-01',
};

/** Defects of a search's filters. */
export const SLOT_FILTER_DEFECTS: readonly Defect[] = [
  {
    id: 'slot-ignores-category',
    clauses: ['SL-8'],
    description: 'The filter on service category is ignored.',
    request: without('service-category'),
  },
  {
    id: 'slot-ignores-status',
    clauses: ['SL-10'],
    description: 'The filter on status is ignored.',
    request: without('status'),
  },
  {
    id: 'slot-ignores-schedule',
    clauses: ['SL-11'],
    description: 'The filter on schedule is ignored.',
    request: without('schedule'),
  },
  {
    id: 'slot-refuses-schedule-reference',
    clauses: ['SL-11'],
    description: 'A search by Schedule/{id} finds nothing; one by the bare id does.',
    request: parameters(OPERATION, (given) =>
      given.map((pair) => {
        const [name, value] = pair;
        if (name !== 'schedule' || !value.includes('/')) return pair;
        return [
          name,
          splitOr(value)
            .map((one) => (one.includes('/') ? NO_SCHEDULE : one))
            .join(','),
        ];
      }),
    ),
  },
  {
    id: 'slot-last-filter-wins',
    clauses: ['SL-12'],
    description: 'Of the filters on status and service category only the last counts.',
    request: parameters(OPERATION, (given) => {
      const isOne = ([name]: readonly [string, string]): boolean => name === 'status' || name === 'service-category';
      const last = given.findLast(isOne);
      return given.filter((pair) => !isOne(pair) || pair[0] === last?.[0]);
    }),
  },
  {
    id: 'slot-comma-is-literal',
    clauses: ['SL-12'],
    description: 'A comma in a filter is taken as it stands and not as OR, so that nothing is found.',
    request: parameters(OPERATION, (given) =>
      given.map((pair) => {
        const [name, value] = pair;
        const nothing = Object.hasOwn(NOTHING, name) ? NOTHING[name] : undefined;
        return nothing !== undefined && splitOr(value).length > 1 ? [name, nothing] : pair;
      }),
    ),
  },
];

function without(parameter: string): RequestHook {
  return parameters(OPERATION, (given) => given.filter(([name, value]) => name !== parameter || value === ''));
}
