import { AGB, typeToken } from './practices.ts';
import { type BenchRequest, formatRequest } from './request.ts';

/** A search for free slots, as Spreekuur.nl makes it (SL-13, SL-14). */
export interface Search {
  /** The code of the appointment type. */
  readonly type: string;
  /** The number of days from the Monday on. */
  readonly days: number;
  readonly schedule?: string;
}

/** More searches than a simulator caches responses for, so that a round never finds a cached one. */
export const VARIETY = 3600;

const DAY_MS = 86_400_000;

/**
 * Returns the window of a search, as two instants.
 * @param second seconds after midnight at which the window begins; no slot is so early, so every second finds the same
 */
export function buildWindow(days: number, second = 0): { readonly from: string; readonly to: string } {
  const start = new Date(Date.UTC(2026, 10, 23, 0, 0, second)).toISOString().slice(0, 19);
  const end = new Date(Date.UTC(2026, 10, 23 + days)).toISOString().slice(0, 19);
  return { from: `${start}+01:00`, to: `${end}+01:00` };
}

/** Builds the request of a search, whose window begins a number of seconds after midnight. */
export function buildSearchRequest({ type, days, schedule }: Search, second = 0): BenchRequest {
  const { from, to } = buildWindow(days, second);
  return buildRequest(typeToken(type), from, to, schedule);
}

function buildRequest(category: string, from: string, to: string, schedule?: string): BenchRequest {
  const parameters = [
    ['service-category', category],
    ['schedule.date', `ge${from}`],
    ['schedule.date', `le${to}`],
    ['status', 'free'],
    ...(schedule === undefined ? [] : [['schedule', schedule]]),
  ];
  const query = parameters.map(([name, value = '']) => `${name}=${encodeURIComponent(value)}`).join('&');
  return { method: 'GET', path: `/fhir/Slot?${query}`, agb: AGB };
}

/** Builds searches that all differ, with requests of one length and responses of one length. */
export function buildSearches(pickSearch: (index: number) => Search): readonly BenchRequest[] {
  return Array.from({ length: VARIETY }, (_, index) => buildSearchRequest(pickSearch(index), index));
}

/** A search for one agenda of the built-in practice, for a week from tomorrow on (SL-14). */
export const DEFAULT_SEARCH = buildRequest(
  'http://delinde.example/ns/appointment-type|consult',
  formatDateIn(1),
  formatDateIn(7),
  'jansen',
);

/** The same search as the text of an HTTP request. */
export const DEFAULT_SEARCH_MESSAGE = formatRequest(DEFAULT_SEARCH);

function formatDateIn(days: number): string {
  return new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);
}
