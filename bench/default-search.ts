import { AGB } from './practices.ts';
import { type BenchRequest, requestText } from './request.ts';

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
export const DEFAULT_SEARCH_TEXT = requestText(DEFAULT_SEARCH);

function dateIn(days: number): string {
  return new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);
}
