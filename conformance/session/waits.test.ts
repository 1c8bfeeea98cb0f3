import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Progress, Wait } from '../options.ts';
import { realSystem } from '../system.ts';
import { createWaits } from './waits.ts';

let now = 0;
let events: Progress[] = [];
const waitFor = (text: string, timeoutMs = 10_000): Wait => ({ from: 'xis', text, timeoutMs });
const start = () =>
  createWaits({ system: { ...realSystem, elapsed: () => now }, onProgress: (event) => events.push(event) });
const shown = () =>
  events.map((event) => (event.kind === 'waiting' ? `${event.text}: ${event.remainingMs}` : event.kind));

beforeEach(() => {
  now = 0;
  events = [];
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => void vi.useRealTimers());

test('a wait is shown from its start to its end, and counted', async () => {
  const waits = start();
  for (const took of [300, 700]) {
    const result = await waits.during(waitFor('the callback'), async (showRemaining) => {
      showRemaining(5000);
      now += took;
      return took;
    });
    expect(result).toBe(took);
  }
  const act = waits.during(waitFor('the approval'), () => Promise.reject(new Error('canary')));
  await expect(act).rejects.toThrow('canary');
  const once = ['the callback: 10000', 'the callback: 5000', 'waited'];
  expect(shown()).toEqual([...once, ...once, 'the approval: 10000', 'waited']);
  expect(waits.list()).toEqual([
    { text: 'the callback', count: 2, durationMs: 1000 },
    { text: 'the approval', count: 1, durationMs: 0 },
  ]);
});

test('of waits at the same time the last one is shown, and then the one before, with what remains', async () => {
  const waits = start();
  await waits.during(waitFor('the first'), async () => {
    await waits.during(waitFor('the second', 5000), async () => {
      now += 400;
    });
  });
  expect(shown()).toEqual(['the first: 10000', 'the second: 5000', 'the first: 9600', 'waited']);
});

test('a wait of two seconds at most is counted, and not shown', async () => {
  const waits = start();
  for (const timeoutMs of [2000, 2001]) await waits.during(waitFor('a retry', timeoutMs), async () => undefined);
  expect(shown()).toEqual(['a retry: 2001', 'waited']);
  expect(waits.list()).toEqual([{ text: 'a retry', count: 2, durationMs: 0 }]);
});

test('what is there within two seconds is no wait, and what takes longer is shown until it is there', async () => {
  const waits = start();
  expect(await waits.ifLong(waitFor('a response'), Promise.resolve(1))).toBe(1);
  await vi.advanceTimersByTimeAsync(5000);
  expect(shown()).toEqual([]);

  let respond = (_value: number): void => undefined;
  const slow = waits.ifLong(
    waitFor('a response'),
    new Promise<number>((resolve) => {
      respond = resolve;
    }),
  );
  await vi.advanceTimersByTimeAsync(1999);
  expect(shown()).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(shown()).toEqual(['a response: 8000']);
  respond(2);
  expect(await slow).toBe(2);
  expect(shown()).toEqual(['a response: 8000', 'waited']);
  expect(waits.list()).toEqual([]);
});
