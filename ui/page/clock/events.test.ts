import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseDuration } from '../../../simulator/domain/duration.ts';
import { describeEvent, describePastEvent, formatIsoDuration, placeOfEvent, type Unit } from './events.ts';

const AT = '2027-01-11T09:00:00+01:00';
const SUBJECTS = {
  appointments: new Map([['1001', { planned: { at: AT, decision: 'declined' } }]]),
  deliveries: new Map([['d1', { appointment: '1001', attempts: [{ at: AT }] }]]),
} as never;

test.each([
  ['decide', '1001', 'The approval policy declines appointment 1001'],
  ['decide', '1002', 'The approval policy decides on appointment 1002'],
  ['attempt', 'd1', 'Attempt 2 to deliver callback d1 about appointment 1001'],
  ['attempt', 'd2', 'An attempt to deliver callback d2'],
  ['competitor', '01000001', 'A competitor takes a free slot'],
  ['answer', 'search-slot', 'The delayed response to search-slot is sent'],
  ['new', 'thing', 'new thing'],
])('a due event is in words: %s %s', (kind, subject, text) => {
  expect(describeEvent({ at: AT, kind, subject }, SUBJECTS)).toBe(text);
});

test('a past event is in words', () => {
  expect(describePastEvent({ at: AT, kind: 'decide', subject: '1001' })).toBe(
    'The approval policy decided on appointment 1001',
  );
  expect(describePastEvent({ at: AT, kind: 'new', subject: 'thing' })).toBe('new thing');
});

test('an event links to its appointment or its callback', () => {
  expect(placeOfEvent({ at: AT, kind: 'decide', subject: '1001' })).toEqual({
    tab: 'practice',
    path: ['appointment', '1001'],
  });
  expect(placeOfEvent({ at: AT, kind: 'attempt', subject: 'd1' })).toEqual({ tab: 'wire', path: ['delivery', 'd1'] });
  expect(placeOfEvent({ at: AT, kind: 'competitor', subject: '01000001' })).toBeUndefined();
});

test('an amount becomes the duration that the interface reads', () => {
  const lengths = { minutes: 60_000, hours: 3_600_000, days: 86_400_000 };
  const units = fc.constantFrom<Unit>('minutes', 'hours', 'days');
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 36_525 }), units, (amount, unit) => {
      expect(parseDuration(formatIsoDuration(String(amount), unit) ?? '')).toBe(amount * lengths[unit]);
    }),
  );
  for (const amount of ['', '0', '-1', '1.5', 'x']) expect(formatIsoDuration(amount, 'hours')).toBeUndefined();
});
