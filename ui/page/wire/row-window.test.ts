import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findWindow } from './row-window.ts';

test('every row in view is rendered, and a bounded number of others', () => {
  const view = fc.record({
    count: fc.nat(5000),
    top: fc.integer({ min: -500, max: 200_000 }),
    height: fc.integer({ min: 0, max: 3000 }),
    rowHeight: fc.integer({ min: 20, max: 60 }),
  });
  fc.assert(
    fc.property(view, ({ count, ...place }) => {
      const { from, to } = findWindow(count, place);
      const firstInView = Math.max(0, Math.floor(place.top / place.rowHeight));
      const lastInView = Math.min(count, Math.ceil((place.top + place.height) / place.rowHeight));
      if (firstInView < lastInView) {
        expect(from).toBeLessThanOrEqual(firstInView);
        expect(to).toBeGreaterThanOrEqual(lastInView);
      }
      expect(from).toBeGreaterThanOrEqual(0);
      expect(to).toBeLessThanOrEqual(count);
      expect(to - from).toBeLessThanOrEqual(place.height / place.rowHeight + 50);
    }),
  );
});
