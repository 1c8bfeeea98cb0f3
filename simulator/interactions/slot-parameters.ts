import type { DateFormat } from '../../fhir/open-readings.ts';
import { idIn } from '../../fhir/reference.ts';
import { parseSearchDate, type SearchDate } from '../../fhir/search-date.ts';
import { parseToken, splitOr, tokenMatches } from '../../fhir/token.ts';
import { detach } from '../../output/detach.ts';
import type { Calendar } from '../domain/agenda/calendar.ts';
import type { AppointmentType } from '../domain/practice.ts';
import { dateIntervals } from '../domain/search/date-intervals.ts';
import { ALWAYS, type Intervals, intersect, unite } from '../domain/search/intervals.ts';
import { ANY_STATUS, type SlotQuery, STATUS_BITS } from '../domain/search/slot-query.ts';
import type { Understood } from '../domain/understands.ts';
import type { Problem } from '../problem.ts';
import { isProblem } from '../problem.ts';
import type { World } from '../world/world.ts';
import type { InteractionRequest, Parameters } from './interaction.ts';
import { readParameters, type UsedParameters } from './read-input.ts';

const PARAMETERS = ['service-category', 'status', 'schedule', '_after'];

/** Reads the query of a slot search. */
export function readSlotQuery(
  world: Pick<World, 'practice' | 'calendar'>,
  request: Pick<InteractionRequest, 'parameters' | 'rawQuery' | 'prefer'>,
): { readonly query: SlotQuery; readonly used: UsedParameters } | Problem {
  const used = readParameters(request, slotParameters(world.practice.understands));
  if (isProblem(used)) return used;
  const query = parseSlotQuery(used.parameters, world);
  return isProblem(query) ? query : { query, used };
}

const knownParameters = new WeakMap<Understood, ReadonlySet<string>>();

/** Returns the parameters of a slot search: the name of the dates differs between organizations (SL-9). */
function slotParameters(understands: Understood): ReadonlySet<string> {
  const known = knownParameters.get(understands) ?? new Set([...PARAMETERS, ...understands.dateParameter]);
  knownParameters.set(understands, known);
  return known;
}

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
 * Parses the parameters of a slot search (SL-8 to SL-12, SL-15 to SL-17, SL-23, SL-24, SL-27). All repetitions of a parameter must match;
 * commas separate alternatives.
 */
function parseSlotQuery(
  parameters: Parameters,
  { practice, calendar }: Pick<World, 'practice' | 'calendar'>,
): SlotQuery | Problem {
  const { types, understands } = practice;
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
        const found = parseDates(value, calendar, understands, name);
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
        if (!/^(?:0|[1-9]\d{0,5})$/.test(value) || Number(value) > 100_000)
          return { problem: 'bad-count', expression: name };
        count = Number(value);
        break;
      case '_after':
        after = detach(value);
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

function parseDates(
  value: string,
  calendar: Calendar,
  { dateFormat }: Understood,
  expression: string,
): Intervals | Problem {
  if (value.includes(' ')) return { problem: 'raw-plus', expression };
  const dates = splitOr(value).map(parseSearchDate);
  const other = dates.find((date) => date && !dateFormat.has(formatOf(date)));
  if (dates.includes(undefined) || other) {
    const [only] = dateFormat.size === 1 ? dateFormat : [];
    return { problem: 'bad-date', expression, ...(only && { detail: EXPECTED_DATES[only] }) };
  }
  return unite(dates.flatMap((date) => (date ? dateIntervals(date, calendar) : [])));
}

const EXPECTED_DATES: Readonly<Record<DateFormat, string>> = {
  instant: 'This organization reads instants only, such as ge2026-12-01T00:00:00+01:00.',
  date: 'This organization reads dates only, such as ge2026-12-01.',
};

function formatOf({ hour }: SearchDate): DateFormat {
  return hour === undefined ? 'date' : 'instant';
}

function intersectSets<T>(a: ReadonlySet<T> | undefined, b: ReadonlySet<T>): ReadonlySet<T> {
  return a ? new Set([...b].filter((item) => a.has(item))) : b;
}
