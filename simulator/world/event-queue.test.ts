import { describe, expect, test } from 'vitest';
import { createManualSystem, toInstant } from '../../test/support/time.ts';
import { EventQueue } from './event-queue.ts';

function waitingOf() {
  const system = createManualSystem(toInstant('2026-11-23T09:00:00Z'));
  return { system, waiting: new EventQueue<number>(system, () => 1) };
}

const any = (): boolean => true;
const even = (item: number): boolean => item % 2 === 0;

describe('waiting', () => {
  test('gets what happens next', async () => {
    const { system, waiting } = waitingOf();
    const next = waiting.next(any, 'item', 1000);
    waiting.publish(1);
    expect(await next).toBe(1);
    expect(system.timers).toBe(0);
  });

  test('gets what has happened before, in order, each once', async () => {
    const { waiting } = waitingOf();
    for (const item of [1, 2, 3, 4]) waiting.publish(item);
    expect(await waiting.next(even, 'item', 1000)).toBe(2);
    expect(await waiting.next(any, 'item', 1000)).toBe(1);
    expect(await waiting.next(any, 'item', 1000)).toBe(3);
    expect(await waiting.next(any, 'item', 1000)).toBe(4);
  });

  test('delivers an event to the first matching wait only', async () => {
    const { waiting } = waitingOf();
    const [first, second, third] = [even, any, any].map((suits) => waiting.next(suits, 'item', 1000));
    for (const item of [1, 2, 3]) waiting.publish(item);
    expect(await Promise.all([first, second, third])).toEqual([2, 1, 3]);
  });

  test('ends with an error that names the missing event', async () => {
    const { system, waiting } = waitingOf();
    const next = waiting.next(even, 'even item', 1000);
    const refused = expect(next).rejects.toThrow('no even item within 1000 ms');
    waiting.publish(1);
    system.pass(1000);
    await refused;
    waiting.publish(2);
    expect(await waiting.next(even, 'item', 1000)).toBe(2);
  });

  test('ends when no event can come', async () => {
    const { system, waiting } = waitingOf();
    waiting.publish(1);
    const refused = expect(waiting.next(even, 'item', 1000)).rejects.toThrow('organization was reset');
    waiting.clear('organization was reset');
    await refused;
    expect(system.timers).toBe(0);
    const missing = expect(waiting.next(any, 'item', 1000)).rejects.toThrow('no item');
    system.pass(1000);
    await missing;
  });

  test('keeps the last events for later waits', async () => {
    const { waiting } = waitingOf();
    for (let item = 0; item <= 1000; item++) waiting.publish(item);
    expect(await waiting.next(any, 'item', 1000)).toBe(1);
    expect(await waiting.next((item) => item === 1000, 'item', 1000)).toBe(1000);
  });
});
