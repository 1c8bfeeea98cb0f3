import { AGB, typeToken } from './practices.ts';
import { type BenchRequest, formatRequest } from './request.ts';

/** A search for free slots, as Spreekuur.nl makes it (SL-13, SL-14). */
export interface Search {
  /** The code of the appointment type. */
  readonly type: string;
  /** How many days from the Monday on. */
  readonly days: number;
  readonly schedule?: string;
}

/** More than a simulator keeps answers for, so that a round of them never finds one kept. */
const VARIETY = 3600;

/**
 * A search as a request.
 * @param second the window begins so long after midnight; nobody works at that hour, so the answer has the same slots
 */
export function buildSearchRequest({ type, days, schedule }: Search, second = 0): BenchRequest {
  const start = new Date(Date.UTC(2026, 10, 23, 0, 0, second)).toISOString().slice(0, 19);
  const end = new Date(Date.UTC(2026, 10, 23 + days)).toISOString().slice(0, 19);
  const parameters = [
    ['service-category', typeToken(type)],
    ['schedule.date', `ge${start}+01:00`],
    ['schedule.date', `le${end}+01:00`],
    ['status', 'free'],
    ...(schedule === undefined ? [] : [['schedule', schedule]]),
  ];
  const query = parameters.map(([name, value = '']) => `${name}=${encodeURIComponent(value)}`).join('&');
  return { method: 'GET', path: `/fhir/Slot?${query}`, agb: AGB };
}

/** Searches of the same length with answers of the same length, each for something else. */
export function buildSearches(searchOf: (index: number) => Search): readonly BenchRequest[] {
  return Array.from({ length: VARIETY }, (_, index) => buildSearchRequest(searchOf(index), index));
}

const DAY_MS = 86_400_000;

/** One agenda of the practice that is built in, for a week from tomorrow on: what Spreekuur.nl asks for (SL-14). */
export const DEFAULT_SEARCH: BenchRequest = {
  method: 'GET',
  path: `/fhir/Slot?${[
    ['service-category', 'http://delinde.example/ns/appointment-type|consult'],
    ['schedule.date', `ge${dateIn(1)}`],
    ['schedule.date', `le${dateIn(7)}`],
    ['status', 'free'],
    ['schedule', 'jansen'],
  ]
    .map(([name, value = '']) => `${name}=${encodeURIComponent(value)}`)
    .join('&')}`,
  agb: AGB,
};

/** The same as it goes over the line. */
export const DEFAULT_SEARCH_MESSAGE = formatRequest(DEFAULT_SEARCH);

function dateIn(days: number): string {
  return new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);
}
