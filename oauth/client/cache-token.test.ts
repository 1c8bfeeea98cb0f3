import { expect, test } from 'vitest';
import { cacheToken } from './cache-token.ts';

/** Creates a cache whose tokens are numbered, and whose renewals a test lets end. */
function createCache(lifetimeMs = 100) {
  let now = 0;
  let count = 0;
  const refusals: (string | undefined)[] = [];
  let fails = false;
  const get = cacheToken(
    async (refused) => {
      refusals.push(refused);
      count++;
      const token = `t${count}`;
      await Promise.resolve();
      if (fails) throw new Error('down');
      return { token, usableUntil: now + lifetimeMs };
    },
    () => now,
  );
  return {
    get,
    refusals,
    pass: (ms: number) => {
      now += ms;
    },
    fail: (value: boolean) => {
      fails = value;
    },
  };
}

test('a token is used until its time is over; requests at the same time share one renewal', async () => {
  const cache = createCache();
  expect(await Promise.all([cache.get(), cache.get()])).toEqual(['t1', 't1']);
  cache.pass(99);
  expect(await cache.get()).toBe('t1');
  cache.pass(1);
  expect(await Promise.all([cache.get(), cache.get()])).toEqual(['t2', 't2']);
});

test('[AU-9] requests that are refused together get one new token; one that was refused late gets it too', async () => {
  const cache = createCache();
  await cache.get();
  expect(await Promise.all([cache.get('t1'), cache.get('t1'), cache.get('t1')])).toEqual(['t2', 't2', 't2']);
  expect(await cache.get('t1')).toBe('t2');
  expect(cache.refusals).toEqual([undefined, 't1']);
});

test('[AU-9] a renewal that failed is an error of those who wait for it, and the next request tries again', async () => {
  const cache = createCache();
  cache.fail(true);
  const results = await Promise.allSettled([cache.get(), cache.get()]);
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(cache.refusals).toHaveLength(1);
  cache.fail(false);
  expect(await cache.get()).toBe('t2');
});

test('a token that is good for no time is renewed for each request', async () => {
  const cache = createCache(0);
  expect([await cache.get(), await cache.get()]).toEqual(['t1', 't2']);
});
