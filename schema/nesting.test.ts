import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isNestedTooDeep, MAX_NESTING } from './nesting.ts';

/** Returns the levels of a value. */
function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

const nest = (value: unknown, levels: number): unknown =>
  levels === 0 ? value : nest(levels % 2 === 0 ? [value] : { a: value }, levels - 1);

describe('the nesting of a JSON text', () => {
  test('is counted in objects and lists, and not in strings', () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 5 }),
        fc.integer({ min: MAX_NESTING - 6, max: MAX_NESTING }),
        (value, levels) => {
          const nested = nest(value, levels);
          expect(isNestedTooDeep(JSON.stringify(nested))).toBe(depthOf(nested) > MAX_NESTING);
          expect(isNestedTooDeep(JSON.stringify(JSON.stringify(nested)))).toBe(false);
        },
      ),
    );
  });

  test('is counted in a text that is no JSON', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('"', '\\', '[', ']', '{', '}', 'a') }), (text) => {
        expect(isNestedTooDeep(text)).toBe(false);
      }),
    );
    expect(isNestedTooDeep('['.repeat(MAX_NESTING))).toBe(false);
    expect(isNestedTooDeep('['.repeat(MAX_NESTING + 1))).toBe(true);
  });
});
