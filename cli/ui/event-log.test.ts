import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EventLog } from './event-log.ts';

interface Event {
  readonly type: 'state' | 'result';
  readonly value: number;
}

/** Reads what a log that has ended still has after a number. */
async function readAll(log: EventLog<Event>, after = 0) {
  const events = [];
  for await (const event of log.read(after)) events.push(event);
  return events;
}

test('a reader gets the events after its number, and what comes while it waits', async () => {
  const log = new EventLog<Event>(10);
  log.add({ type: 'result', value: 1 });
  log.add({ type: 'result', value: 2 });
  const reader = log.read(1);
  expect((await reader.next()).value).toEqual({ type: 'result', value: 2, number: 2 });
  const next = reader.next();
  log.add({ type: 'result', value: 3 });
  expect((await next).value).toEqual({ type: 'result', value: 3, number: 3 });
  const last = reader.next();
  log.end();
  expect(await last).toEqual({ done: true, value: undefined });
});

test('a reader that comes late gets a gap, and then what is kept', async () => {
  const log = new EventLog<Event>(2);
  for (let value = 1; value <= 5; value++) log.add({ type: 'result', value });
  log.end();
  expect((await readAll(log)).map(({ type, number }) => [type, number])).toEqual([
    ['gap', 3],
    ['result', 4],
    ['result', 5],
  ]);
  expect(await readAll(log, 3)).toHaveLength(2);
});

test('of the newest state one is kept, which is no gap', async () => {
  const log = new EventLog<Event>(10);
  log.add({ type: 'state', value: 1 }, { isLatest: true });
  log.add({ type: 'result', value: 2 });
  log.add({ type: 'state', value: 3 }, { isLatest: true });
  log.end();
  expect((await readAll(log)).map(({ number }) => number)).toEqual([2, 3]);
});

test('a reader that leaves is ended, also while it waits', async () => {
  const log = new EventLog<Event>(10);
  const reader = log.read();
  const next = reader.next();
  await reader.return?.();
  expect((await next).done).toBe(true);
});

test('a reader with any position gets each later event once, in order, or a gap before it', async () => {
  const step = fc.record({ type: fc.constantFrom<Event['type']>('state', 'result'), isLatest: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(fc.array(step), fc.integer({ min: 1, max: 5 }), fc.nat(20), async (steps, limit, after) => {
      const log = new EventLog<Event>(limit);
      for (const [value, { type, isLatest }] of steps.entries()) log.add({ type, value }, { isLatest });
      log.end();
      const numbers = (await readAll(log, after)).map(({ number }) => number);
      expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
      expect(numbers.every((number) => number > after && number <= steps.length)).toBe(true);
      if (after < steps.length) expect(numbers.at(-1)).toBe(steps.length);
    }),
  );
});
