import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { BookingEngine, Notification } from '../../engine/index.ts';
import { waitForResponse } from './wait-for-response.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Starts a wait of three seconds. */
function startWait(notifications: readonly Notification[] = []) {
  const listeners = new Set<(notification: Notification) => void>();
  const shown: string[] = [];
  const user = new AbortController();
  const engine: Pick<BookingEngine, 'notifications' | 'onNotification'> = {
    notifications,
    onNotification(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  const show = (line: string): void => void shown.push(line);
  const ended = waitForResponse(engine, '1001', { seconds: 3, show, signal: user.signal });
  const notify = (notification: Notification): void => {
    for (const listener of listeners) listener(notification);
  };
  return { ended, shown, user, notify, listeners };
}

const notification = (appointmentId: string) => ({ appointmentId, text: 'Approved.' }) as Notification;

test('ends at the response to its appointment', async () => {
  const { ended, notify, listeners } = startWait();
  notify(notification('1002'));
  notify(notification('1001'));
  expect([await ended, listeners.size, vi.getTimerCount()]).toEqual(['notice  Approved.', 0, 0]);
});

test('has a countdown, and ends with it', async () => {
  const { ended, shown, listeners } = startWait();
  vi.advanceTimersByTime(3000);
  expect([await ended, listeners.size, vi.getTimerCount()]).toEqual(['no response within 3 s', 0, 0]);
  expect(shown.map((line) => /\d+/.exec(line)?.[0])).toEqual(['3', '2', '1']);
});

test('ends at an interruption', async () => {
  const { ended, user, listeners } = startWait();
  user.abort();
  expect([await ended, listeners.size, vi.getTimerCount()]).toEqual([undefined, 0, 0]);
});

test('does not begin where the response was there before', async () => {
  const { ended, shown } = startWait([notification('1001')]);
  expect([await ended, shown]).toEqual([undefined, []]);
});
