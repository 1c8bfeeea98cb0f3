import { defined } from '../../schema/defined.ts';
import { integer, object, type Schema, type Static, string } from '../../schema/schema.ts';

/** The most items of a page, which is also the default. */
const MAX_ITEMS = 1000;
/** A page ends after the item with which its JSON has more characters: 4 MiB. */
const MAX_CHARACTERS = 4_194_304;

export const pageSchema = object(
  {},
  {
    limit: integer({ minimum: 1, maximum: MAX_ITEMS, default: MAX_ITEMS, description: 'The most items of the page.' }),
    cursor: string({
      pattern: '^-?\\d{1,15}(\\.\\d{1,15}){0,2}$',
      expected: '`next` of a page',
      description: '`next` of the page before; default: the first page.',
    }),
  },
);

/** Selects a page of a list. */
export type PageOptions = Static<typeof pageSchema>;

/** The schema of `next` in a response. */
export const nextSchema = string({
  description: 'The `cursor` of the next page; absent on the last page. A page has at most 1000 items, or about 4 MiB.',
});

/** A part of a list. */
export interface Page<View> {
  readonly items: readonly View[];
  /** The cursor of the next page; absent on the last page. */
  readonly next?: string;
}

/** Adds the options of a page to the schema of criteria. */
export function withPage<T>(criteria: Schema<T>): Schema<T & PageOptions> {
  const { title, '~type': _type, ...schema } = criteria as Schema<T> & { readonly title?: string };
  const properties = { ...(criteria['properties'] as object), ...(pageSchema['properties'] as object) };
  return { ...schema, properties, ...(title === undefined ? {} : { title: `${title}Page` }) };
}

/** The numbers by which a list is ordered, the first one first; they identify an item. */
type Position = readonly number[];

interface Placed<T> {
  readonly item: T;
  readonly position: Position;
}

/**
 * Returns a page of a list. Only its items are sorted, kept and shown, so that a page of a long list takes little memory.
 * @param positionOf returns the place of an item in the order of the list. A page begins after the last place of the page
 *   before, so an item that is dropped meanwhile changes no other item's page.
 */
export function toPage<T, View>(
  items: Iterable<T>,
  { limit = MAX_ITEMS, cursor }: PageOptions,
  positionOf: (item: T) => Position,
  show: (item: T) => View,
): Page<View> {
  const after = cursor?.split('.').map(Number);
  const isAfter = (position: Position): boolean => after === undefined || comparePositions(position, after) > 0;
  // One more than the page shows that there is another page.
  const first = selectFirst(place(items, positionOf, isAfter), limit + 1);
  const views: View[] = [];
  let characters = 0;
  for (const { item } of first.slice(0, limit)) {
    const view = show(item);
    views.push(view);
    characters += JSON.stringify(view).length;
    if (characters > MAX_CHARACTERS) break;
  }
  const isLast = views.length === first.length;
  return defined({ items: views, next: isLast ? undefined : first[views.length - 1]?.position.join('.') });
}

function* place<T>(
  items: Iterable<T>,
  positionOf: (item: T) => Position,
  isWanted: (position: Position) => boolean,
): Iterable<Placed<T>> {
  for (const item of items) {
    const position = positionOf(item);
    if (isWanted(position)) yield { item, position };
  }
}

/** Returns the first items by their positions, in order. */
function selectFirst<T>(items: Iterable<Placed<T>>, count: number): readonly Placed<T>[] {
  const select = (from: Placed<T>[]): Placed<T>[] =>
    from.sort((a, b) => comparePositions(a.position, b.position)).slice(0, count);
  let first: Placed<T>[] = [];
  for (const item of items) {
    first.push(item);
    if (first.length >= 2 * count) first = select(first);
  }
  return select(first);
}

function comparePositions(a: Position, b: Position): number {
  const index = a.findIndex((number, place) => number !== b[place]);
  return index < 0 ? 0 : (a[index] ?? 0) - (b[index] ?? 0);
}
