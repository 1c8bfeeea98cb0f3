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
  schedules: undefined,
  expiresAt: until,
  bytes: 100,
  ...changes,
});
const agenda = { versionOf: () => 3 };

/** Caches a response as a repeated search does. */
function keep(
  cache: ResponseCache,
  query: string,
  cached: CachedResponse,
  of: Parameters<ResponseCache['store']>[0] = agenda,
) {
  cache.store(of, query, cached);
  cache.store(of, query, cached);
}

describe('a cached response', () => {
  test('is returned until its agenda changes', () => {
    const cache = new ResponseCache();
    expect(cache.get(agenda, 'status=free', now)).toBeUndefined();
    keep(cache, 'status=free', kept());
    expect(cache.get(agenda, 'status=free', now)).toBe(response);
    expect(cache.get(agenda, 'status=busy', now)).toBeUndefined();
  });

  test('AP-9: is forgotten when one of its schedules has changed', () => {
    const cache = new ResponseCache();
    const schedules = new Set(['jansen']);
    let version = 3;
    const changing = { versionOf: (ids: unknown) => (ids === schedules ? version : 0) };
    keep(cache, 'schedule=jansen', kept({ schedules }), changing);
    expect(cache.get(changing, 'schedule=jansen', now)).toBe(response);
    version++;
    expect(cache.get(changing, 'schedule=jansen', now)).toBeUndefined();
    version--;
    expect(cache.get(changing, 'schedule=jansen', now)).toBeUndefined();
  });

  test('AP-10: is forgotten when a slot in it has passed', () => {
    const cache = new ResponseCache();
    keep(cache, '', kept());
    expect(cache.get(agenda, '', plus(until, -1))).toBe(response);
    expect(cache.get(agenda, '', until)).toBeUndefined();
  });
});

describe('cached responses', () => {
  test('are not of queries that come back after more others than are cached', () => {
    const cache = new ResponseCache();
    const queries = Array.from({ length: 3000 }, (_, number) => `day=${number}`);
    for (const query of [...queries, ...queries]) cache.store(agenda, query, kept());
    expect(queries.filter((query) => cache.get(agenda, query, now))).toEqual([]);
  });

  test('are not of queries that come back after more bytes than are cached', () => {
    const cache = new ResponseCache();
    const queries = Array.from({ length: 30 }, (_, number) => `day=${number}`);
    for (const query of [...queries, ...queries]) cache.store(agenda, query, kept({ bytes: 1024 * 1024 }));
    expect(queries.filter((query) => cache.get(agenda, query, now))).toEqual([]);
  });

  const held = (cache: ResponseCache, count: number): readonly number[] =>
    Array.from({ length: count }, (_, index) => index).filter((index) => cache.get(agenda, String(index), now));

  test('are the 1000 that were used last', () => {
    const cache = new ResponseCache();
    for (let index = 0; index < 1000; index++) keep(cache, String(index), kept());
    expect(cache.get(agenda, '2', now)).toBe(response);
    for (let index = 1000; index < 1005; index++) keep(cache, String(index), kept());
    const dropped = [0, 1, 3, 4, 5];
    expect(held(cache, 1005)).toEqual(
      Array.from({ length: 1005 }, (_, index) => index).filter((index) => !dropped.includes(index)),
    );
  });

  test('of several organizations share the bounds, and stay apart', () => {
    const cache = new ResponseCache();
    const agendas = Array.from({ length: 5 }, () => ({ versionOf: () => 3 }));
    const responses = agendas.map(() => ({ ...response }));
    const bytes = 8 * 1024 * 1024;
    for (const [index, other] of agendas.entries())
      keep(cache, 'status=free', kept({ bytes, response: responses[index] as InteractionResponse }), other);
    const received = agendas.map((other) => cache.get(other, 'status=free', now));
    expect(received.map((one, index) => one === responses[index])).toEqual([false, false, true, true, true]);
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
    cache.store(agenda, 'status=free', kept());
    expect(cache.get(agenda, 'status=free', now)).toBeUndefined();
  });
});
