import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createRereader } from './rereader.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function createReader() {
  const seen: unknown[] = [];
  const pending: { resolve(value: number): void; reject(reason: unknown): void }[] = [];
  const rereader = createRereader<number>({
    read: () => new Promise((resolve, reject) => pending.push({ resolve, reject })),
    onRead: (value) => seen.push(value),
    onError: (reason) => seen.push(reason),
    now: () => Date.now(),
  });
  const settle = async (value: number) => {
    pending.at(-1)?.resolve(value);
    await vi.advanceTimersByTimeAsync(0);
  };
  return { rereader, seen, pending, settle };
}

test('many changes are one more reading, after a pause', async () => {
  const { rereader, seen, pending, settle } = createReader();
  rereader.request();
  for (let change = 0; change < 10; change++) rereader.request();
  expect(pending).toHaveLength(1);
  await settle(1);
  expect(pending).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(150);
  expect(pending).toHaveLength(2);
  await settle(2);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(pending).toHaveLength(2);
  expect(seen).toEqual([1, 2]);
});

test('a slow reading has a longer pause after it', async () => {
  const { rereader, pending, settle } = createReader();
  rereader.request();
  await vi.advanceTimersByTimeAsync(1000);
  await settle(1);
  rereader.request();
  await vi.advanceTimersByTimeAsync(1999);
  expect(pending).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(pending).toHaveLength(2);
});

test('an error is reported, and what is stopped reports nothing', async () => {
  const { rereader, seen, pending } = createReader();
  rereader.request();
  pending[0]?.reject('broken');
  await vi.advanceTimersByTimeAsync(150);
  rereader.request();
  rereader.stop();
  pending[1]?.resolve(2);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(seen).toEqual(['broken']);
});
