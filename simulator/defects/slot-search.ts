import { formatInstant, instant, parseInstant } from '../../fhir/instant.ts';
import { parseSearchDate } from '../../fhir/search-date.ts';
import { splitOr } from '../../fhir/token.ts';
import { isoDay } from '../domain/agenda/calendar.ts';
import { dateIntervals } from '../domain/search/date-intervals.ts';
import { ALWAYS, type Intervals, intersect } from '../domain/search/intervals.ts';
import type { Parameters } from '../interactions/interaction.ts';
import type { World } from '../world/world.ts';
import { defineDefects, type RequestHook } from './defect.ts';
import { mutateBody, mutateParameters, replaceWithText } from './mutate.ts';

const SEARCH = 'search-slot';
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
export const SLOT_FILTER_DEFECTS = defineDefects({
  'slot-ignores-category': {
    clauses: ['SL-8'],
    description: 'The filter on service category is ignored.',
    request: dropParameter('service-category'),
  },
  'slot-ignores-status': {
    clauses: ['SL-10'],
    description: 'The filter on status is ignored.',
    request: dropParameter('status'),
  },
  'slot-ignores-schedule': {
    clauses: ['SL-11'],
    description: 'The filter on schedule is ignored.',
    request: dropParameter('schedule'),
  },
  'slot-refuses-schedule-reference': {
    clauses: ['SL-11'],
    description: 'A search by Schedule/{id} finds nothing; one by the bare id does.',
    request: mutateParameters(SEARCH, (given) =>
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
  'slot-last-filter-wins': {
    clauses: ['SL-12'],
    description: 'Of the filters on status and service category only the last counts.',
    request: mutateParameters(SEARCH, (given) => {
      const isOne = ([name]: readonly [string, string]): boolean => name === 'status' || name === 'service-category';
      const last = given.findLast(isOne);
      return given.filter((pair) => !isOne(pair) || pair[0] === last?.[0]);
    }),
  },
  'slot-comma-is-literal': {
    clauses: ['SL-12'],
    description: 'A comma in a filter is taken as it stands and not as OR, so that nothing is found.',
    request: mutateParameters(SEARCH, (given) =>
      given.map((pair) => {
        const [name, value] = pair;
        const nothing = Object.hasOwn(NOTHING, name) ? NOTHING[name] : undefined;
        return nothing !== undefined && splitOr(value).length > 1 ? [name, nothing] : pair;
      }),
    ),
  },
});

function dropParameter(parameter: string): RequestHook {
  return mutateParameters(SEARCH, (given) => given.filter(([name, value]) => name !== parameter || value === ''));
}

const DAY_MS = 86_400_000;
const DATE = /^\d{4}-\d\d-\d\d$/;

/** Defects of a search's dates. */
export const SLOT_DATE_DEFECTS = defineDefects({
  'slot-ignores-from': {
    clauses: ['SL-9'],
    description: 'A date with ge is ignored: slots before it are found as well.',
    request: mutateDates((date) => (isDateWith('ge', date) ? undefined : date)),
  },
  'slot-ignores-to': {
    clauses: ['SL-9'],
    description: 'A date with le is ignored: slots after it are found as well.',
    request: mutateDates((date) => (isDateWith('le', date) ? undefined : date)),
  },
  'slot-ignores-to-with-schedule': {
    clauses: ['SL-9', 'SL-12'],
    description: 'A date with le is ignored, but only where the search names a schedule too.',
    request: mutateParameters(SEARCH, (given) =>
      given.some(([name]) => name === 'schedule')
        ? given.filter(([name, value]) => !isDate(name) || !isDateWith('le', value))
        : given,
    ),
  },
  'slot-from-exclusive': {
    clauses: ['SL-9', 'SL-14'],
    description: 'A slot that starts exactly at the moment of ge is left out.',
    request: mutateDates((date) => {
      if (!date.startsWith('ge')) return date;
      const text = date.slice(2);
      if (DATE.test(text)) return `gt${text}T00:00:00`;
      return `gt${text.replace(/^(.{10}T\d\d:\d\d)(?!:)/, '$1:00')}`;
    }),
  },
  'slot-ignores-flow-spelling': {
    clauses: ['SL-9'],
    description: 'Schedule.date, as the flow page spells it, is ignored; schedule.date is not.',
    warns: true,
    request: mutateParameters(SEARCH, (given) => given.filter(([name]) => name !== 'Schedule.date')),
  },
  'slot-week-a-day-short': {
    clauses: ['SL-14'],
    description: 'A search over seven days leaves out the last of them; longer and shorter ones are right.',
    request: mutateParameters(SEARCH, (given, world) => {
      const window = findWindow(given, world);
      if (!window || Math.round((window.to - window.from) / DAY_MS) !== 7) return given;
      return [...given, ['schedule.date', `lt${formatInstant(instant(window.to - DAY_MS))}`]];
    }),
  },
  'slot-reads-offset-as-utc': {
    clauses: ['SL-9', 'SL-15'],
    description: 'The offset of a date is ignored: the time is taken for UTC.',
    request: mutateDates((date) => date.replace(/(T[\d:.]+)[+-]\d\d:\d\d$/, '$1Z')),
  },
  'slot-reads-offset-as-local': {
    clauses: ['SL-9', 'SL-15'],
    description: "The offset of a date is ignored, Z as well: the time is taken for the practice's.",
    request: mutateDates((date) => date.replace(/(T[\d:.]+)(?:Z|[+-]\d\d:\d\d)$/, '$1')),
  },
  'slot-to-date-exclusive': {
    clauses: ['SL-16'],
    description: 'A day with le is left out itself.',
    request: mutateDates((date) => (DATE.test(date.slice(2)) ? date.replace(/^le/, 'lt') : date)),
  },
  'slot-instant-as-day': {
    clauses: ['SL-16'],
    description: 'An instant with le takes in the whole of its day.',
    request: mutateDates((date, { calendar }) => {
      const at = date.startsWith('le') ? parseInstant(date.slice(2)) : undefined;
      return at === undefined ? date : `le${isoDay(calendar.dayAt(at))}`;
    }),
  },
  'slot-malformed-date-ignored': {
    clauses: ['SL-17'],
    description: 'A malformed date is ignored.',
    request: mutateDates((date) => (date === '' || date.includes(' ') || parseSearchDate(date) ? date : undefined)),
  },
  'slot-malformed-date-500': {
    clauses: ['SL-17', 'TR-7'],
    description: 'A malformed date is answered with 500 and a page of plain text.',
    response: (reply) =>
      reply.problem === 'bad-date' ? replaceWithText(reply, 500, 'Internal Server Error') : undefined,
  },
  'slot-empty-value-ignored': {
    clauses: ['SL-17'],
    description: 'A parameter without a value is ignored.',
    request: mutateParameters(SEARCH, (given) => given.filter(([, value]) => value !== '')),
  },
});

function isDate(name: string): boolean {
  return name === 'schedule.date' || name === 'Schedule.date';
}

/** What is malformed is left to be refused. */
function isDateWith(prefix: 'ge' | 'le', text: string): boolean {
  return parseSearchDate(text)?.prefix === prefix;
}

/**
 * Spoils how each date is understood, also where several stand behind commas.
 * @param change gives the date that is gone by; undefined: none
 */
function mutateDates(change: (date: string, world: World) => string | undefined): RequestHook {
  return mutateParameters(SEARCH, (given, world) =>
    given.flatMap((pair) => {
      const [name, value] = pair;
      if (!isDate(name)) return [pair];
      const changed = value.split(',').flatMap((date) => change(date, world) ?? []);
      if (changed.length === 0) return [];
      const text = changed.join(',');
      return [text === value ? pair : ([name, text] as const)];
    }),
  );
}

/** The one span that all dates together leave; undefined where it has no beginning or end. */
function findWindow(given: Parameters, { calendar }: World): Intervals[number] | undefined {
  const spans = given
    .filter(([name]) => isDate(name))
    .map(([, value]) => parseSearchDate(value))
    .map((date) => (date ? dateIntervals(date, calendar) : []));
  const [window, ...more] = spans.reduce(intersect, ALWAYS);
  return window && more.length === 0 && Number.isFinite(window.from) && Number.isFinite(window.to) ? window : undefined;
}

/** Slots on a page. */
const PAGE = 50;

/** Defects of paging. They bring pages of fifty with them. */
export const SLOT_PAGE_DEFECTS = defineDefects({
  'slot-next-skips': {
    clauses: ['SL-18'],
    description: 'Slots come in pages of fifty, and the slot between two pages is on neither.',
    // A page of one more, whose last is taken away: the next page begins behind it.
    request: mutateParameters(SEARCH, (given) => requestPages(given, 1)),
    response: mutateBody(SEARCH, ({ link = [], entry = [] }) => {
      if (!link.some(({ relation }) => relation === 'next')) return false;
      entry.pop();
      return true;
    }),
  },
  'slot-next-404': {
    clauses: ['SL-18'],
    description: 'Slots come in pages of fifty, and the link to the next page leads nowhere: 404.',
    request: mutateParameters(SEARCH, (given) => requestPages(given, 0)),
    response: mutateBody(SEARCH, ({ link = [] }) => {
      const next = link.find(({ relation }) => relation === 'next');
      if (next) next.url = next.url.replace(/\/Slot\?.*$/, '/Slot/page-2');
      return next !== undefined;
    }),
  },
});

/** Asks for pages of fifty, or of as many as the client wants, and some more. A count that is none is left to be refused. */
function requestPages(given: Parameters, more: number): Parameters {
  const counts = given.filter(([name]) => name === '_count').map(([, value]) => value);
  if (counts.some((value) => !/^[1-9]\d{0,4}$/.test(value))) return given;
  const others = given.filter(([name]) => name !== '_count');
  return [...others, ['_count', String(Math.min(PAGE, ...counts.map(Number)) + more)]];
}
