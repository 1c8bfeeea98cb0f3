import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatPlace, parsePlace, TABS } from './router.ts';

test('a place is its address', () => {
  const text = fc.string({ minLength: 1 }).filter((part) => part !== '.' && part !== '..');
  const anyPlace = fc.record({
    agb: fc.constantFrom('01000001', '99999999', undefined),
    tab: fc.constantFrom(...TABS),
    path: fc.array(text),
    query: fc.dictionary(
      fc.string({ minLength: 1 }).filter((key) => key !== '__proto__'),
      fc.string(),
    ),
  });
  fc.assert(
    fc.property(anyPlace, (each) => {
      expect(parsePlace(formatPlace(each))).toEqual({ ...each, query: { ...each.query } });
    }),
  );
});

test.each(['', '#', '#/', '#/nonsense', '#/%E0%A4%A', '#/../practice'])('%j is no place in particular', (hash) => {
  expect(parsePlace(hash).tab).toBeUndefined();
});
