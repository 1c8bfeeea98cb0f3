import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatDay, formatMoment, formatPeriod } from './moment.ts';

const AMSTERDAM = { timeZone: 'Europe/Amsterdam' };

describe('a moment has its weekday, in the time zone of the practice', () => {
  test.each([
    ['2026-11-30T07:00:00Z', AMSTERDAM, 'Mon 30 Nov 2026, 08:00'],
    ['2026-06-30T22:30:00Z', AMSTERDAM, 'Wed 1 Jul 2026, 00:30'],
    ['2026-11-30T08:00:00+01:00', { timeZone: 'America/Curacao' }, 'Mon 30 Nov 2026, 03:00'],
    ['2026-11-30T08:00:00+01:00', { ...AMSTERDAM, language: 'nl' as const }, 'ma 30 nov 2026, 08:00'],
    ['2026-11-30T08:00', { timeZone: 'Asia/Tokyo' }, 'Mon 30 Nov 2026, 08:00'],
    ['0001-01-01T00:00:00Z', AMSTERDAM, expect.stringMatching(/1, 00:\d\d$|^0001-/)],
    ['2026-11-30T07:00:00Z', {}, 'Mon 30 Nov 2026, 07:00'],
    ['soon \u001b[2J', AMSTERDAM, 'soon \\u{1b}[2J'],
    ['2026-13-45T99:00:00Z', AMSTERDAM, '2026-13-45T99:00:00Z'],
  ])('%s %j', (instant, style, expected) => {
    expect(formatMoment(instant, style)).toEqual(expected);
  });

  test('a period has the end of the day that it begins on', () => {
    expect(formatPeriod('2026-11-30T07:00:00Z', '2026-11-30T07:10:00Z', AMSTERDAM)).toBe(
      'Monday 30 November 2026, 08:00 to 08:10',
    );
    expect(formatPeriod('2026-11-30T07:00:00Z', 'x', AMSTERDAM)).toBe('Mon 30 Nov 2026, 08:00');
  });

  test('a later day is counted by the calendar, also where the clocks change', () => {
    expect(formatDay('2026-10-20T00:00:00+02:00', 7, AMSTERDAM)).toBe('Tue 27 Oct 2026');
    expect(formatDay('x', 7, AMSTERDAM)).toBeUndefined();
  });

  test('any text is shown without control characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(formatMoment(text, AMSTERDAM)).not.toMatch(/\p{Cc}/u);
      }),
    );
  });
});
