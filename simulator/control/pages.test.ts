import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { integer, object } from '../../schema/schema.ts';
import { validator } from '../../schema/validator.ts';
import { type Page, pageSchema, toPage, withPage } from './pages.ts';

/** An item with two numbers that order it. */
type Item = readonly [number, number];

const pageOf = (items: readonly Item[], limit: number, cursor: string | undefined): Page<string> =>
  toPage(items, { limit, ...(cursor === undefined ? {} : { cursor }) }, (item) => item, String);

const items = fc.uniqueArray(fc.tuple(fc.integer({ min: -9, max: 9 }), fc.nat({ max: 9 })), {
  selector: ([first, second]) => `${first} ${second}`,
});

describe('a page', () => {
  test('follows the page before it, until every item was in one page', () => {
    fc.assert(
      fc.property(items, fc.integer({ min: 1, max: 7 }), (all, limit) => {
        const seen: string[] = [];
        let page = pageOf(all, limit, undefined);
        seen.push(...page.items);
        while (page.next !== undefined) {
          expect(page.items).toHaveLength(limit);
          page = pageOf(all, limit, page.next);
          seen.push(...page.items);
        }
        expect(seen).toEqual([...all].sort(([a, b], [c, d]) => a - c || b - d).map(String));
      }),
    );
  });

  test('has no item twice, and misses only what is dropped, while items come and go', () => {
    const first = pageOf(
      [
        [1, 0],
        [2, 0],
        [3, 0],
      ],
      2,
      undefined,
    );
    expect(first).toEqual({ items: ['1,0', '2,0'], next: '2.0' });
    expect(
      pageOf(
        [
          [3, 0],
          [4, 0],
        ],
        2,
        first.next,
      ),
    ).toEqual({ items: ['3,0', '4,0'] });
  });

  test('is bounded in size: it shows the items until 4 MiB, and no item after them', () => {
    const shown: number[] = [];
    const show = (item: number): string => {
      shown.push(item);
      return 'x'.repeat(1_500_000);
    };
    const page = toPage([1, 2, 3, 4, 5], {}, (item) => [item], show);
    expect([page.items.length, page.next, shown]).toEqual([3, '3', [1, 2, 3]]);
  });

  test('has at most 1000 items', () => {
    const many = Array.from({ length: 1001 }, (_, index) => index);
    expect(toPage(many, {}, (item) => [item], String)).toMatchObject({ items: { length: 1000 }, next: '999' });
  });
});

test('the options of a page are added to criteria', () => {
  const criteria = validator(withPage(object({}, { after: integer() }, { title: 'Criteria' })));
  expect(criteria.accepts({ after: 1, limit: 1000, cursor: '-5.01000001.3' })).toBe(true);
  const options = validator(pageSchema);
  const rejected = [
    { limit: 0 },
    { limit: 1001 },
    { limit: 1.5 },
    { cursor: '' },
    { cursor: 'x' },
    { cursor: '1.2.3.4' },
  ];
  expect(rejected.filter((value) => options.accepts(value))).toEqual([]);
});
