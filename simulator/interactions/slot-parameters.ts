import { idIn } from '../../fhir/reference.ts';
import { parseSearchDate } from '../../fhir/search-date.ts';
import { parseToken, splitOr, tokenMatches } from '../../fhir/token.ts';
import type { Calendar } from '../domain/agenda/calendar.ts';
import type { AppointmentType } from '../domain/practice.ts';
import { dateIntervals } from '../domain/search/date-intervals.ts';
import { ALWAYS, type Intervals, intersect, unite } from '../domain/search/intervals.ts';
import { ANY_STATUS, type SlotQuery, STATUS_BITS } from '../domain/search/slot-query.ts';
import type { Problem } from '../problem.ts';
import { isProblem } from '../problem.ts';
import type { Parameters } from './interaction.ts';

/** The parameters of a slot search. The flow page spells `schedule.date` of the OpenAPI as `Schedule.date`. */
export const SLOT_PARAMETERS: ReadonlySet<string> = new Set([
  'service-category',
  'schedule.date',
  'Schedule.date',
  'status',
  'schedule',
  '_after',
]);

/** Status bits by code, in both dialects (SL-3); the other codes of R4 are valid and match nothing. */
const STATUS_VALUES: Readonly<Record<string, number>> = {
  free: STATUS_BITS.free,
  busy: STATUS_BITS.busy,
  'needs-action': STATUS_BITS.tentative,
  'busy-tentative': STATUS_BITS.tentative,
  'busy-unavailable': 0,
  'entered-in-error': 0,
};

/**
 * Parses the parameters of a slot search (SL-8 to SL-12, SL-15 to SL-17). All repetitions of a parameter must match;
 * commas separate alternatives.
 */
export function parseSlotQuery(
  parameters: Parameters,
  types: readonly AppointmentType[],
  calendar: Calendar,
): SlotQuery | Problem {
  let schedules: ReadonlySet<string> | undefined;
  let requestedTypes: ReadonlySet<number> | undefined;
  let starts: Intervals = ALWAYS;
  let statuses = ANY_STATUS;
  let count: number | undefined;
  let after: string | undefined;
  for (const [name, value] of parameters) {
    switch (name) {
      case 'service-category': {
        const found = parseTypes(value, types);
        if (isProblem(found)) return found;
        requestedTypes = intersectSets(requestedTypes, found);
        break;
      }
      case 'schedule.date':
      case 'Schedule.date': {
        const found = parseDates(value, calendar, name);
        if (isProblem(found)) return found;
        starts = intersect(starts, found);
        break;
      }
      case 'status': {
        let bits = 0;
        for (const part of splitOr(value)) {
          const bit = Object.hasOwn(STATUS_VALUES, part) ? STATUS_VALUES[part] : undefined;
          if (bit === undefined) return { problem: 'bad-status', expression: name };
          bits |= bit;
        }
        statuses &= bits;
        break;
      }
      case 'schedule': {
        const ids = splitOr(value).map((part) => idIn('Schedule', part));
        if (ids.includes(undefined)) return { problem: 'bad-reference', expression: name };
        schedules = intersectSets(schedules, new Set(ids as string[]));
        break;
      }
      case '_count':
        if (!/^[1-9]\d{0,5}$/.test(value) || Number(value) > 100_000) return { problem: 'bad-count', expression: name };
        count = Number(value);
        break;
      case '_after':
        after = value;
        break;
    }
  }
  return {
    starts,
    statuses,
    ...(schedules ? { schedules } : {}),
    ...(requestedTypes ? { types: requestedTypes } : {}),
    ...(count === undefined ? {} : { count }),
    ...(after === undefined ? {} : { after }),
  };
}

function parseTypes(value: string, types: readonly AppointmentType[]): ReadonlySet<number> | Problem {
  const found = new Set<number>();
  for (const part of splitOr(value)) {
    const token = parseToken(part);
    if (!token) return { problem: 'bad-token', expression: 'service-category' };
    for (const type of types) {
      if (token.code !== undefined && token.code !== type.code) continue;
      if (tokenMatches(token, type)) found.add(type.index);
    }
  }
  return found;
}

function parseDates(value: string, calendar: Calendar, expression: string): Intervals | Problem {
  if (value.includes(' ')) return { problem: 'raw-plus', expression };
  if (!value.includes(',')) {
    const date = parseSearchDate(value);
    return date ? dateIntervals(date, calendar) : { problem: 'bad-date', expression };
  }
  const dates = splitOr(value).map(parseSearchDate);
  if (dates.includes(undefined)) return { problem: 'bad-date', expression };
  return unite(dates.flatMap((date) => (date ? dateIntervals(date, calendar) : [])));
}

function intersectSets<T>(a: ReadonlySet<T> | undefined, b: ReadonlySet<T>): ReadonlySet<T> {
  return a ? new Set([...b].filter((item) => a.has(item))) : b;
}
