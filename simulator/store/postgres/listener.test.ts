import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Agb } from '../../../fhir/agb.ts';
import { PATIENCE_MS } from '../../../test/support/patience.ts';
import { createTestDatabase, type TestDatabase } from '../../../test/support/postgres/database.ts';
import { startDatabaseProxy } from '../../../test/support/postgres/database-proxy.ts';
import { readSettings } from './connection.ts';
import { Listener } from './listener.ts';

/** The milliseconds until an idle connection is tried, and those until a server without a response counts as gone. */
const BEAT = 15_000;
const BEAT_TIMEOUT = 10_000;

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());

/** Opens a listener whose timers run when a test runs them. */
async function openListener(url: string, { isOwn = (_serverProcess: number): boolean => false, failingGaps = 0 } = {}) {
  const waits: number[] = [];
  const timers: (() => void)[] = [];
  const reports: ReadonlySet<Agb>[] = [];
  let gaps = 0;
  const listener = new Listener(readSettings(url), {
    after: (milliseconds, call) => {
      waits.push(milliseconds);
      timers.push(call);
      return () => void timers.splice(timers.indexOf(call), 1);
    },
    onNotice: () => {},
    isOwn,
    onChange: (changed) => reports.push(changed),
    onGap: async () => {
      if (++gaps <= failingGaps) throw new Error('the store is down');
    },
  });
  await listener.open();
  return { listener, waits, timers, reports, gaps: () => gaps };
}

test('leaves out the notifications of its own process', async () => {
  const own: number[] = [];
  const { listener, reports } = await openListener(database.url, {
    isOwn: (serverProcess) => own.push(serverProcess) === 1,
  });
  await database.query("SELECT pg_notify('xis_testkit', '11111111')");
  await database.query("SELECT pg_notify('xis_testkit', '22222222')");
  await vi.waitUntil(() => reports.length > 0, PATIENCE_MS);
  expect([own.length, reports.map((each) => [...each])]).toEqual([2, [['22222222']]]);
  await listener.close();
});

test('reports each organization once for a flood of notifications, and no other text', async () => {
  const { listener, reports } = await openListener(database.url);
  await database.query(
    "SELECT pg_notify('xis_testkit', CASE n % 3 WHEN 0 THEN '11111111' WHEN 1 THEN '22222222' ELSE n::text END) FROM generate_series(1, 3000) n",
  );
  await database.query("SELECT pg_notify('xis_testkit', '33333333')");
  await vi.waitFor(() => expect(reports.flatMap((each) => [...each])).toContain('33333333'), PATIENCE_MS);
  const reported = reports.flatMap((each) => [...each]);
  expect(new Set(reported)).toEqual(new Set(['11111111', '22222222', '33333333']));
  expect(reported.length).toBeLessThan(50);
  await listener.close();
});

test('waits longer after each attempt that fails, and at most five seconds', async () => {
  await using proxy = await startDatabaseProxy(database.url);
  const { listener, waits, timers, gaps } = await openListener(proxy.url);
  proxy.refuse();
  const expected = [BEAT, 100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000];
  for (let attempt = 2; attempt <= expected.length; attempt++) {
    await vi.waitFor(() => expect(waits).toHaveLength(attempt), PATIENCE_MS);
    if (attempt < expected.length) timers.shift()?.();
  }
  expect(waits).toEqual(expected);
  proxy.resume();
  timers.shift()?.();
  await vi.waitFor(() => expect(gaps()).toBe(1), PATIENCE_MS);
  proxy.cut();
  await vi.waitFor(() => expect(waits.at(-1)).toBe(100), PATIENCE_MS);
  await listener.close();
  expect(timers).toEqual([]);
});

test('tries an idle connection again and again', async () => {
  const { listener, waits, timers, gaps } = await openListener(database.url);
  for (let beats = 1; beats <= 3; beats++) {
    timers.shift()?.();
    await vi.waitFor(() => expect(waits).toHaveLength(1 + 2 * beats), PATIENCE_MS);
  }
  expect([waits, timers.length, gaps()]).toEqual([
    [BEAT, BEAT_TIMEOUT, BEAT, BEAT_TIMEOUT, BEAT, BEAT_TIMEOUT, BEAT],
    1,
    0,
  ]);
  await listener.close();
  expect(timers).toEqual([]);
});

test('opens the connection again when the server is gone without a word', async () => {
  await using proxy = await startDatabaseProxy(database.url);
  const { listener, waits, timers, gaps } = await openListener(proxy.url);
  proxy.freeze();
  timers.shift()?.();
  expect(waits).toEqual([BEAT, BEAT_TIMEOUT]);
  timers.shift()?.();
  expect(waits).toEqual([BEAT, BEAT_TIMEOUT, 100]);
  proxy.resume();
  timers.shift()?.();
  await vi.waitFor(() => expect(gaps()).toBe(1), PATIENCE_MS);
  await listener.close();
});

test('reports a gap again until that succeeds', async () => {
  await using proxy = await startDatabaseProxy(database.url);
  const { listener, waits, timers, gaps } = await openListener(proxy.url, { failingGaps: 2 });
  proxy.cut();
  const expected = [BEAT, 100, 100, 200, BEAT];
  for (let next = 2; next <= expected.length; next++) {
    await vi.waitFor(() => expect(waits).toHaveLength(next), PATIENCE_MS);
    if (next < expected.length) timers.shift()?.();
  }
  expect([waits, gaps()]).toEqual([expected, 3]);
  await listener.close();
  expect(timers).toEqual([]);
});
