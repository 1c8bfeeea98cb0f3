import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createNumberedDraw, createRandomStreams, draw } from './random.ts';

const seeds = fc.integer({ min: 0, max: 4_294_967_295 });

describe('a draw', () => {
  test('lies from 0 up to, not including, 1, and follows from seed and key', () => {
    fc.assert(
      fc.property(seeds, fc.string(), (seed, key) => {
        const found = draw(seed, key);
        expect(found).toBeGreaterThanOrEqual(0);
        expect(found).toBeLessThan(1);
        expect(draw(seed, key)).toBe(found);
      }),
    );
  });

  test('with a number follows from the text of the number', () => {
    const times = fc.integer({ min: 999_999_999_000, max: 10_000_000_001_000 });
    fc.assert(
      fc.property(seeds, fc.string(), fc.oneof(times, fc.maxSafeInteger()), (seed, start, number) => {
        expect(createNumberedDraw(seed, start)(number)).toBe(draw(seed, `${start}${number}`));
      }),
      { numRuns: 500 },
    );
  });

  test('is spread evenly over keys that differ by little', () => {
    const tenths = Array.from({ length: 10 }, () => 0);
    for (let at = 0; at < 10_000; at++) {
      const tenth = Math.floor(draw(1, `busy jansen ${1_795_507_200_000 + at * 600_000}`) * 10);
      tenths[tenth] = (tenths[tenth] ?? 0) + 1;
    }
    for (const count of tenths) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });
});

describe('draws one after another', () => {
  test('do not shift those of another stream', () => {
    const alone = createRandomStreams(7);
    const beside = createRandomStreams(7);
    beside.next('other');
    expect([alone.next('retry'), alone.next('retry')]).toEqual([beside.next('retry'), beside.next('retry')]);
  });

  test('continue from a snapshot', () => {
    fc.assert(
      fc.property(
        seeds,
        fc.array(fc.constantFrom('a', 'b')),
        fc.array(fc.constantFrom('a', 'b')),
        (seed, first, then) => {
          const whole = createRandomStreams(seed);
          for (const stream of first) whole.next(stream);
          const restored = createRandomStreams(seed, structuredClone(whole.counts()));
          expect(then.map((stream) => restored.next(stream))).toEqual(then.map((stream) => whole.next(stream)));
        },
      ),
    );
  });
});
