import fc from 'fast-check';
import { DateTime } from 'luxon';
import { describe, expect, test } from 'vitest';
import { runs } from '../test/support/runs.ts';
import { parseAnyDate, parseSearchDate } from './search-date.ts';

describe('a date of a search', () => {
  test.each([
    ['2026', { prefix: 'eq', year: 2026 }],
    ['ge2026-12', { prefix: 'ge', year: 2026, month: 12 }],
    ['le2026-12-20', { prefix: 'le', year: 2026, month: 12, day: 20 }],
    ['lt2026-12-20T08:30', { prefix: 'lt', year: 2026, month: 12, day: 20, hour: 8, minute: 30 }],
    [
      'gt2026-12-20T08:30:15Z',
      { prefix: 'gt', year: 2026, month: 12, day: 20, hour: 8, minute: 30, second: 15, offset: 0 },
    ],
    [
      'ne2026-12-20T08:30:15.5+01:00',
      { prefix: 'ne', year: 2026, month: 12, day: 20, hour: 8, minute: 30, second: 15, millisecond: 500, offset: 60 },
    ],
    ['sa2024-02-29', { prefix: 'sa', year: 2024, month: 2, day: 29 }],
    ['eb2026-12-20T08:30-03:30', { prefix: 'eb', year: 2026, month: 12, day: 20, hour: 8, minute: 30, offset: -210 }],
  ])('SL-16: %s keeps its precision', (text, expected) => {
    expect(parseSearchDate(text)).toEqual(expected);
  });

  test.each([
    '',
    'ge',
    '26-12-20',
    'ap2026-12-20',
    'GE2026-12-20',
    'xx2026-12-20',
    'ge 2026-12-20',
    '2026-13',
    '2026-00',
    '2026-02-30',
    '2026-02-00',
    '0000-01-01',
    '2026-12-20T',
    '2026-12-20T08',
    '2026-12-20T24:00',
    '2026-12-20T08:60',
    '2026-12-20T08:30:60Z',
    '2026-12-20T08:30 01:00',
    '2026-12-20T08:30+15:00',
    '2026-12-20Z',
    '20261220',
    '2026-12-20\n',
    "2026-12-20' OR 1=1",
  ])('SL-17: %j is malformed', (text) => {
    expect(parseSearchDate(text)).toBeUndefined();
  });

  test('SL-17: a day is taken exactly when it exists', () => {
    const parts = fc.tuple(
      fc.integer({ min: 1, max: 9999 }),
      fc.integer({ min: 0, max: 13 }),
      fc.integer({ min: 0, max: 32 }),
    );
    fc.assert(
      fc.property(parts, ([year, month, day]) => {
        const two = (part: number): string => String(part).padStart(2, '0');
        const text = `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
        expect(parseSearchDate(text) !== undefined).toBe(DateTime.fromISO(text).isValid);
      }),
      { numRuns: runs(100) },
    );
  });

  test('SL-17: no text makes it throw', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const found = parseSearchDate(text);
        expect(found === undefined || found.year > 0).toBe(true);
      }),
    );
  });

  test('SL-16, SL-17: the usual form is read as any other', () => {
    const two = fc.integer({ min: 0, max: 99 }).map((part) => String(part).padStart(2, '0'));
    const valid = fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true });
    const prefixes = fc.constantFrom('eq', 'ge', 'le', 'sa', 'ap', 'GE');
    const signs = fc.constantFrom('+', '-', ' ', 'Z');
    const dates = fc.oneof(
      fc.tuple(two, two, two, two).map(([century, year, month, day]) => `${century}${year}-${month}-${day}`),
      valid.map((date) => date.toISOString().slice(0, 10)),
    );
    const texts = fc
      .tuple(prefixes, dates, fc.tuple(two, two, two), signs, fc.tuple(two, two))
      .map(([prefix, date, time, sign, offset]) => `${prefix}${date}T${time.join(':')}${sign}${offset.join(':')}`);
    const damaged = fc
      .tuple(texts, fc.nat({ max: 26 }), fc.constantFrom(':', '-', 'T', '0', '9', '/', ' '))
      .map(([text, index, character]) => text.slice(0, index) + character + text.slice(index + 1));
    const usual = fc
      .tuple(valid, fc.integer({ min: -14, max: 14 }), fc.constantFrom('00', '30', '59', '60'))
      .map(([date, hours, minutes]) => {
        const offset = `${hours < 0 ? '-' : '+'}${String(Math.abs(hours)).padStart(2, '0')}:${minutes}`;
        return `le${date.toISOString().slice(0, 19)}${offset}`;
      });
    fc.assert(
      fc.property(fc.oneof(usual, texts, damaged), (text) => {
        expect(parseSearchDate(text)).toEqual(parseAnyDate(text));
      }),
      { numRuns: 1000 },
    );
  });
});
