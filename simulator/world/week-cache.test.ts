import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Cached, WeekCache } from './week-cache.ts';

/** Creates an item that records whether it was dropped. */
function item(): Cached & { dropped: boolean } {
  return {
    bytes: 0,
    used: 0,
    dropped: false,
    drop() {
      this.dropped = true;
    },
  };
}

/** Creates a cache with items of 10 bytes, the least recently used first. */
function cacheOf(limit: number, count: number) {
  const cache = new WeekCache(limit);
  const items = Array.from({ length: count }, () => {
    const created = item();
    cache.touch(created);
    cache.account(created, 10);
    return created;
  });
  return { cache, items, dropped: () => items.map(({ dropped }) => dropped) };
}

describe('the cache of all agendas', () => {
  test('stays while it is within its bound', () => {
    expect(cacheOf(40, 4).dropped()).toEqual([false, false, false, false]);
  });

  test('beyond its limit drops the least recently used items, down to three quarters', () => {
    expect(cacheOf(40, 5).dropped()).toEqual([true, true, false, false, false]);
  });

  test('keeps items that were used again', () => {
    const { cache, items, dropped } = cacheOf(40, 4);
    cache.touch(items[0] as Cached);
    const cached = item();
    cache.touch(cached);
    cache.account(cached, 10);
    expect(dropped()).toEqual([false, true, true, false]);
  });

  test('keeps the one in use, even when it is larger than the bound', () => {
    const { cache, items, dropped } = cacheOf(40, 2);
    cache.touch(items[0] as Cached);
    cache.account(items[0] as Cached, 100);
    expect(dropped()).toEqual([false, true]);
  });

  test('does not count what its owner has dropped, nor what has shrunk', () => {
    const { cache, items, dropped } = cacheOf(40, 4);
    cache.forget(items[0] as Cached);
    cache.forget(items[0] as Cached);
    cache.account(items[1] as Cached, -5);
    const cached = item();
    cache.touch(cached);
    cache.account(cached, 15);
    expect(dropped()).toEqual([false, false, false, false]);
  });

  test('keeps an item that is created again, unless a thousand or two of others were created meanwhile', () => {
    const cache = new WeekCache(40);
    const create = (others: number): boolean => {
      for (let other = 0; other < others; other++) cache.isWorthKeeping(`2 ${other}`);
      return cache.isWorthKeeping('1 0');
    };
    expect([create(0), create(0), create(1023), create(1023), create(2048), create(0)]).toEqual([
      false,
      true,
      true,
      true,
      false,
      true,
    ]);
  });

  test('never holds more than the bound besides the one in use', () => {
    const steps = fc.array(fc.tuple(fc.nat({ max: 9 }), fc.nat({ max: 60 })), { maxLength: 60 });
    fc.assert(
      fc.property(steps, (all) => {
        const cache = new WeekCache(100);
        const held = new Map<number, Cached & { dropped: boolean }>();
        for (const [key, bytes] of all) {
          const known = held.get(key);
          const current = known && !known.dropped ? known : item();
          held.set(key, current);
          cache.touch(current);
          cache.account(current, bytes);
          const kept = [...held.values()].filter(({ dropped }) => !dropped);
          const otherBytes = kept.reduce((sum, candidate) => sum + (candidate === current ? 0 : candidate.bytes), 0);
          expect(current.dropped).toBe(false);
          expect(otherBytes).toBeLessThanOrEqual(100);
        }
      }),
    );
  });
});
