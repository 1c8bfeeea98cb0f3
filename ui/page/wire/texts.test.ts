import { describe, expect, test } from 'vitest';
import type { DeliveryProgressView } from '../../../simulator/index.ts';
import { describeAttempt, describeNext } from './delivery-texts.ts';
import { listSearchReasons } from './search-reasons.ts';

const NOW = '2027-01-11T09:00:00+01:00';
const DELIVERY: DeliveryProgressView = {
  id: 'd1',
  operation: 'send-appointment-response',
  appointment: '1001',
  tells: 'accepted',
  state: 'waiting',
  createdAt: NOW,
  attempts: [],
};

describe('a delivery', () => {
  test.each([
    [{ dueAt: '2027-01-11T08:02:00Z' }, 'next attempt in 2 min'],
    [{ dueAt: NOW }, 'due now'],
    [{ state: 'held', heldFor: 'url' }, 'waits for a callback URL'],
    [{ state: 'failed', reason: 'the endpoint returned 400' }, 'the endpoint returned 400'],
    [{ state: 'delivered' }, ''],
  ] as const)('%j: %s', (changes, text) => {
    expect(describeNext({ ...DELIVERY, ...changes }, NOW)).toBe(text);
  });

  test('has an attempt with its status, or the reason why there was no response', () => {
    expect(describeAttempt({ at: NOW, status: 503, error: 'unused' })).toBe('503');
    expect(describeAttempt({ at: NOW, error: 'connection refused' })).toBe('connection refused');
  });
});

test('the reasons of a search are those that apply, and all slots have one', () => {
  const reasons = listSearchReasons({
    slots: 200,
    found: 0,
    otherSchedule: 0,
    otherServiceCategory: 96,
    outsideDates: 100,
    busy: 4,
    awaitingApproval: 0,
    free: 0,
    text: '',
  });
  expect(reasons.map(({ text, percent }) => [text, percent])).toEqual([
    ['4 busy', 2],
    ['100 outside the dates', 50],
    ['96 other category', 48],
  ]);
});
