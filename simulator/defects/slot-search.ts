import { formatInstant, instant, parseInstant } from '../../fhir/instant.ts';
import { parseSearchDate } from '../../fhir/search-date.ts';
import { splitOr } from '../../fhir/token.ts';
import { isoDay } from '../domain/agenda/calendar.ts';
import { dateIntervals } from '../domain/search/date-intervals.ts';
import { ALWAYS, type Intervals, intersect } from '../domain/search/intervals.ts';
import type { Parameters } from '../interactions/interaction.ts';
import { EMPTY_PARAMETER } from '../interactions/read-input.ts';
import type { World } from '../world/world.ts';
import { defineDefects, type RequestHook } from './defect.ts';
import { mutateBody, mutateParameters, mutateValues, replaceWithProblem, replaceWithText } from './mutate.ts';

const SEARCH = 'search-slot';
/** Longer than any schedule id. */
const NO_SCHEDULE = 'none-'.repeat(12);

/** Values that match no slot, by parameter. */
const MATCHES_NOTHING: Readonly<Record<string, string>> = {
  'service-category': 'no such code',
  status: 'entered-in-error',
  schedule: NO_SCHEDULE,
  'schedule.date': 'lt0001-01-01',
  'Schedule.date': 'lt0001-01-01',
};

/** Defects of the filters of a slot search. */
export const SLOT_FILTER_DEFECTS = defineDefects({
  'slot-ignores-category': {
    clauses: ['SL-8'],
    description: 'The service-category filter is ignored.',
    request: dropParameter('service-category'),
  },
  'slot-ignores-status': {
    clauses: ['SL-10'],
    description: 'The status filter is ignored.',
    request: dropParameter('status'),
  },
  'slot-ignores-schedule': {
    clauses: ['SL-11'],
    description: 'The schedule filter is ignored.',
    request: dropParameter('schedule'),
  },
  'slot-refuses-schedule-reference': {
    clauses: ['SL-23'],
    description: 'A search by Schedule/{id} finds nothing; a search by the bare id works.',
    warns: true,
    request: mutateValues((value, name) => {
      if (name !== 'schedule' || !value.includes('/')) return value;
      return splitOr(value)
        .map((id) => (id.includes('/') ? NO_SCHEDULE : id))
        .join(',');
    }),
  },
  'slot-last-filter-wins': {
    clauses: ['SL-12'],
    description: 'Of the status and service-category filters only the last applies.',
    request: mutateParameters(SEARCH, (parameters) => {
      const isFilter = ([name]: readonly [string, string]): boolean => name === 'status' || name === 'service-category';
      const last = parameters.findLast(isFilter);
      return parameters.filter((pair) => !isFilter(pair) || pair[0] === last?.[0]);
    }),
  },
  'slot-comma-is-literal': {
    clauses: ['SL-24'],
    description: 'A comma in a filter is read literally instead of as OR, so the search finds nothing.',
    warns: true,
    request: mutateValues((value, name) => {
      const nothing = Object.hasOwn(MATCHES_NOTHING, name) ? MATCHES_NOTHING[name] : undefined;
      return nothing !== undefined && splitOr(value).length > 1 ? nothing : value;
    }),
  },
});

function dropParameter(parameter: string): RequestHook {
  return mutateValues((value, name) => (name === parameter ? undefined : value));
}

const DAY_MS = 86_400_000;
const DATE = /^\d{4}-\d\d-\d\d$/;

/** Defects of the dates of a slot search. */
export const SLOT_DATE_DEFECTS = defineDefects({
  'slot-ignores-from': {
    clauses: ['SL-9'],
    description: 'A date with ge is ignored: the search also finds slots before it.',
    request: mutateDates((date) => (isDateWith('ge', date) ? undefined : date)),
  },
  'slot-ignores-to': {
    clauses: ['SL-9'],
    description: 'A date with le is ignored: the search also finds slots after it.',
    request: mutateDates((date) => (isDateWith('le', date) ? undefined : date)),
  },
  'slot-ignores-to-with-schedule': {
    clauses: ['SL-9', 'SL-12'],
    description: 'A date with le is ignored in searches that also have a schedule.',
    request: mutateParameters(SEARCH, (parameters) =>
      parameters.some(([name]) => name === 'schedule')
        ? parameters.filter(([name, value]) => !isDate(name) || !isDateWith('le', value))
        : parameters,
    ),
  },
  'slot-from-exclusive': {
    clauses: ['SL-9'],
    description: 'A search with ge excludes a slot that starts at exactly that time.',
    request: mutateDates((date) => {
      if (!date.startsWith('ge')) return date;
      const text = date.slice(2);
      if (DATE.test(text)) return `gt${text}T00:00:00`;
      return `gt${text.replace(/^(.{10}T\d\d:\d\d)(?!:)/, '$1:00')}`;
    }),
  },
  'slot-week-a-day-short': {
    clauses: ['SL-9'],
    description: 'A search over seven days excludes the last day; longer and shorter searches are right.',
    request: mutateParameters(SEARCH, (parameters, world) => {
      const window = findWindow(parameters, world);
      if (!window || Math.round((window.to - window.from) / DAY_MS) !== 7) return parameters;
      return [...parameters, ['schedule.date', `lt${formatInstant(instant(window.to - DAY_MS))}`]];
    }),
  },
  'slot-reads-offset-as-utc': {
    clauses: ['SL-9', 'SL-27'],
    description: 'The offset of a date is ignored: the time is read as UTC.',
    request: mutateDates((date) => date.replace(/(T[\d:.]+)[+-]\d\d:\d\d$/, '$1Z')),
  },
  'slot-reads-offset-as-local': {
    clauses: ['SL-9', 'SL-27'],
    description: 'The offset of a date is ignored, Z as well: the time is read as local time.',
    request: mutateDates((date) => date.replace(/(T[\d:.]+)(?:Z|[+-]\d\d:\d\d)$/, '$1')),
  },
  'slot-reads-other-offset-wrong': {
    clauses: ['SL-27'],
    description: "The offset of a date is ignored if it is neither Z nor the practice's own: the time is read as UTC.",
    warns: true,
    request: mutateDates((date, { calendar }) => {
      const at = parseInstant(date.slice(2));
      const isOwn = at === undefined || date.endsWith(formatInstant(at, calendar.offsetAt(at)).slice(19));
      return isOwn ? date : date.replace(/(T[\d:.]+)[+-]\d\d:\d\d$/, '$1Z');
    }),
  },
  'slot-to-date-exclusive': {
    clauses: ['SL-16'],
    description: 'A search with le and a date excludes that day.',
    warns: true,
    request: mutateDates((date) => (DATE.test(date.slice(2)) ? date.replace(/^le/, 'lt') : date)),
  },
  'slot-instant-as-day': {
    clauses: ['SL-16'],
    description: 'A search with le and an instant includes the whole day.',
    warns: true,
    request: mutateDates((date, { calendar }) => {
      const at = date.startsWith('le') ? parseInstant(date.slice(2)) : undefined;
      return at === undefined ? date : `le${isoDay(calendar.dayAt(at))}`;
    }),
  },
  'slot-malformed-date-ignored': {
    clauses: ['SL-17'],
    description: 'A malformed date is ignored.',
    warns: true,
    request: mutateDates((date) => (date.includes(' ') || parseSearchDate(date) ? date : undefined)),
  },
  'slot-malformed-date-500': {
    clauses: ['SL-17', 'TR-7'],
    description: 'A malformed date returns 500 with plain text.',
    warns: true,
    response: (response) =>
      response.problem === 'bad-date' ? replaceWithText(response, 500, 'Internal Server Error') : undefined,
  },
  'slot-empty-value-refused': {
    clauses: ['SL-17'],
    description: 'A parameter without a value returns 400.',
    warns: true,
    response: (response, { operation }) =>
      operation === SEARCH && response.journal.notes?.includes(EMPTY_PARAMETER)
        ? replaceWithProblem(response, {
            problem: 'spoiled',
            status: 400,
            code: 'value',
            detail: 'A parameter has no value.',
          })
        : undefined,
  },
});

function isDate(name: string): boolean {
  return name === 'schedule.date' || name === 'Schedule.date';
}

/** Returns whether a valid date has a prefix; a malformed date stays in the search, which rejects it. */
function isDateWith(prefix: 'ge' | 'le', text: string): boolean {
  return parseSearchDate(text)?.prefix === prefix;
}

/**
 * Changes each date of a slot search, also in comma-separated lists.
 * @param change returns the date to use; undefined removes it
 */
function mutateDates(change: (date: string, world: World) => string | undefined): RequestHook {
  return mutateValues((value, name, world) => {
    if (!isDate(name)) return value;
    const changed = value.split(',').flatMap((date) => change(date, world) ?? []);
    return changed.length === 0 ? undefined : changed.join(',');
  });
}

/** Returns the interval that all dates together select; undefined if it is not a single bounded interval. */
function findWindow(parameters: Parameters, { calendar }: World): Intervals[number] | undefined {
  const spans = parameters
    .filter(([name]) => isDate(name))
    .map(([, value]) => parseSearchDate(value))
    .map((date) => (date ? dateIntervals(date, calendar) : []));
  const [window, ...rest] = spans.reduce(intersect, ALWAYS);
  return window && rest.length === 0 && Number.isFinite(window.from) && Number.isFinite(window.to) ? window : undefined;
}

const PAGE_SIZE = 50;

/** Defects of pagination, which they turn on: fifty slots a page. */
export const SLOT_PAGE_DEFECTS = defineDefects({
  'slot-next-skips': {
    clauses: ['SL-18'],
    description: 'Slots are paginated by fifty, and one slot between two pages is missing.',
    // Requests one slot too many and removes it: the next page starts behind it.
    request: mutateParameters(SEARCH, (parameters) => requestPages(parameters, 1)),
    response: mutateBody(SEARCH, ({ link = [], entry = [] }) => {
      if (!link.some(({ relation }) => relation === 'next')) return false;
      entry.pop();
      return true;
    }),
  },
  'slot-next-404': {
    clauses: ['SL-18'],
    description: 'Slots are paginated by fifty, and the link to the next page returns 404.',
    request: mutateParameters(SEARCH, (parameters) => requestPages(parameters, 0)),
    response: mutateBody(SEARCH, ({ link = [] }) => {
      const next = link.find(({ relation }) => relation === 'next');
      if (next) next.url = next.url.replace(/\/Slot\?.*$/, '/Slot/page-2');
      return next !== undefined;
    }),
  },
  'slot-next-other-host': {
    clauses: ['SL-18'],
    description: 'Slots are paginated by fifty, and the link to the next page leads to another host.',
    request: mutateParameters(SEARCH, (parameters) => requestPages(parameters, 0)),
    response: mutateBody(SEARCH, ({ link = [] }) => {
      const next = link.find(({ relation }) => relation === 'next');
      if (next) next.url = toOtherHost(next.url);
      return next !== undefined;
    }),
  },
});

/** Leads `next` links to another host. */
function toOtherHost(url: string): string {
  return url.replace(/^https?:\/\/[^/]+/, 'http://pages.xis.example');
}

/** Requests pages of fifty slots or of the client's `_count`, plus `extra`. An invalid count stays in the search. */
function requestPages(parameters: Parameters, extra: number): Parameters {
  const counts = parameters.filter(([name]) => name === '_count').map(([, value]) => value);
  if (counts.some((value) => !/^[1-9]\d{0,4}$/.test(value))) return parameters;
  const rest = parameters.filter(([name]) => name !== '_count');
  return [...rest, ['_count', String(Math.min(PAGE_SIZE, ...counts.map(Number)) + extra)]];
}
