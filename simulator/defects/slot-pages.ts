import type { Parameters } from '../interactions/interaction.ts';
import type { Defect } from './defect.ts';
import { bodiesOf, parameters } from './spoil.ts';

const OPERATION = 'search-slot';

/** Slots on a page. */
const PAGE = 50;

/** Defects of paging. They bring pages of fifty with them. */
export const SLOT_PAGE_DEFECTS: readonly Defect[] = [
  {
    id: 'slot-next-skips',
    clauses: ['SL-18'],
    description: 'Slots come in pages of fifty, and the slot between two pages is on neither.',
    // A page of one more, whose last is taken away: the next page begins behind it.
    request: parameters(OPERATION, (given) => paged(given, 1)),
    reply: bodiesOf(OPERATION, ({ link = [], entry = [] }) => {
      if (!link.some(({ relation }) => relation === 'next')) return false;
      entry.pop();
      return true;
    }),
  },
  {
    id: 'slot-next-404',
    clauses: ['SL-18'],
    description: 'Slots come in pages of fifty, and the link to the next page leads nowhere: 404.',
    request: parameters(OPERATION, (given) => paged(given, 0)),
    reply: bodiesOf(OPERATION, ({ link = [] }) => {
      const next = link.find(({ relation }) => relation === 'next');
      if (next) next.url = next.url.replace(/\/Slot\?.*$/, '/Slot/page-2');
      return next !== undefined;
    }),
  },
];

/** Asks for pages of fifty, or of as many as the client wants, and some more. A count that is none is left to be refused. */
function paged(given: Parameters, more: number): Parameters {
  const counts = given.filter(([name]) => name === '_count').map(([, value]) => value);
  if (counts.some((value) => !/^[1-9]\d{0,4}$/.test(value))) return given;
  const others = given.filter(([name]) => name !== '_count');
  return [...others, ['_count', String(Math.min(PAGE, ...counts.map(Number)) + more)]];
}
