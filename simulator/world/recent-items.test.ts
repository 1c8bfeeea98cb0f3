import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RecentItems } from './recent-items.ts';

const sizes = fc.array(fc.nat({ max: 9 }), { maxLength: 60 });

/** Returns the last items within a number and a sum of sizes. */
function lastWithin(items: readonly number[], count: number, bytes: number): readonly number[] {
  const last = count === 0 ? [] : items.slice(-count);
  while (last.reduce((sum, size) => sum + size, 0) > bytes) last.shift();
  return last;
}

test('keeps the last items within the number and the bytes, and names each dropped item', () => {
  fc.assert(
    fc.property(sizes, fc.nat({ max: 12 }), fc.nat({ max: 30 }), (added, items, bytes) => {
      const dropped: number[] = [];
      const recent = new RecentItems<number>(
        { items, bytes },
        (size) => size,
        (size) => dropped.push(size),
      );
      for (const size of added) recent.add(size);
      const expected = lastWithin(added, items, bytes);
      expect(recent.list()).toEqual(expected);
      expect(dropped).toEqual(added.slice(0, added.length - expected.length));
      expect([recent.size, recent.bytes]).toEqual([expected.length, expected.reduce((sum, size) => sum + size, 0)]);
      expect([recent.at(-1), recent.at(0), recent.at(expected.length)]).toEqual([undefined, expected[0], undefined]);
    }),
  );
});

test('take() removes the oldest matching item', () => {
  const recent = new RecentItems<number>({ items: 3, bytes: 100 }, (size) => size);
  for (const size of [1, 2, 3, 4]) recent.add(size);
  expect([recent.take((size) => size % 2 === 0), recent.take((size) => size === 1), recent.list()]).toEqual([
    2,
    undefined,
    [3, 4],
  ]);
  recent.clear();
  expect([recent.size, recent.bytes]).toEqual([0, 0]);
});

test('the work for an item does not grow with the number of items', () => {
  const stepsFor = (items: number): number => {
    let steps = 0;
    const recent = new RecentItems<number>({ items, bytes: 1e9 }, () => ++steps && 1);
    for (let added = 0; added < 10 * items; added++) recent.add(added);
    return steps / (10 * items);
  };
  expect(stepsFor(1000)).toBeLessThanOrEqual(stepsFor(10) + 0.2);
});
