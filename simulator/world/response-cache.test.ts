import { describe, expect, test } from 'vitest';
import { plus } from '../../fhir/instant.ts';
import { toInstant } from '../../test/support/time.ts';
import type { InteractionResponse } from '../interaction-result.ts';
import { type CachedResponse, ResponseCache } from './response-cache.ts';

const now = toInstant('2026-11-23T09:00:00Z');
const until = plus(now, 60_000);
const response: InteractionResponse = { status: 200, parts: [] };
const kept = (changes: Partial<CachedResponse> = {}): CachedResponse => ({
  response,
  version: 3,
  schedules: undefined,
  expiresAt: until,
  bytes: 100,
  ...changes,
});
const unchanged = (): number => 3;

/** Caches a response as a repeated search does. */
function keep(cache: ResponseCache, ...entry: Parameters<ResponseCache['store']>): void {
  cache.store(...entry);
  cache.store(...entry);
}

describe('a cached response', () => {
  test('is returned until its agenda changes', () => {
    const cache = new ResponseCache();
    expect(cache.get('status=free', now, unchanged)).toBeUndefined();
    keep(cache, 'status=free', kept());
    expect(cache.get('status=free', now, unchanged)).toBe(response);
    expect(cache.get('status=busy', now, unchanged)).toBeUndefined();
  });

  test('AP-9: is forgotten when one of its schedules has changed', () => {
    const cache = new ResponseCache();
    const schedules = new Set(['jansen']);
    keep(cache, 'schedule=jansen', kept({ schedules }));
    const received: unknown[] = [];
    expect(cache.get('schedule=jansen', now, (ids) => received.push(ids) + 3)).toBeUndefined();
    expect(received).toEqual([schedules]);
    expect(cache.get('schedule=jansen', now, unchanged)).toBeUndefined();
  });

  test('AP-10: is forgotten when a slot in it has passed', () => {
    const cache = new ResponseCache();
    keep(cache, '', kept());
    expect(cache.get('', plus(until, -1), unchanged)).toBe(response);
    expect(cache.get('', until, unchanged)).toBeUndefined();
  });
});

describe('cached responses', () => {
  const held = (cache: ResponseCache, count: number): readonly number[] =>
    Array.from({ length: count }, (_, index) => index).filter((index) => cache.get(String(index), now, unchanged));

  test('are the last 64', () => {
    const cache = new ResponseCache();
    for (let index = 0; index < 70; index++) keep(cache, String(index), kept());
    expect(held(cache, 70)).toEqual(Array.from({ length: 64 }, (_, index) => index + 6));
  });

  test('take 24 MiB at most, and one of them no more than half of it', () => {
    const cache = new ResponseCache();
    const mebibytes = (count: number): CachedResponse => kept({ bytes: count * 1024 * 1024 });
    for (let index = 0; index < 5; index++) keep(cache, String(index), mebibytes(8));
    expect(held(cache, 5)).toEqual([2, 3, 4]);
    keep(cache, '5', mebibytes(13));
    expect(held(cache, 6)).toEqual([2, 3, 4]);
    for (let again = 0; again < 20; again++) keep(cache, '4', mebibytes(8));
    expect(held(cache, 6)).toEqual([2, 3, 4]);
  });

  test('is not cached for a single request', () => {
    const cache = new ResponseCache();
    cache.store('status=free', kept());
    expect(cache.get('status=free', now, unchanged)).toBeUndefined();
  });
});
