import { describe, expect, test } from 'vitest';
import { parseInstantLeniently } from './parsed-instant.ts';

const ZONE = 'Europe/Amsterdam';
const NINE = Date.UTC(2027, 0, 12, 8);

describe('SL-4: a time is parsed leniently', () => {
  test.for([
    ['2027-01-12T09:00:00+01:00', true, true, true],
    ['2027-01-12T08:00:00Z', true, true, true],
    ['2027-01-12T08:00:00.000Z', true, true, true],
    ['2027-01-12T09:00:00', false, true, false],
    ['2027-01-12T09:00+01:00', true, false, false],
    ['2027-01-12T09:00:00+0100', true, true, false],
    ['2027-01-12T09:00:00,000+01:00', true, true, false],
    ['2027-01-12T09:00:00+00:60', true, true, false],
    ['2027-01-12T08:00:00.0000000000000Z', true, true, true],
    ['2027-01-12T07:59:60Z', true, true, true],
  ] as const)('%s', ([text, hasOffset, hasSeconds, isInstant]) => {
    expect(parseInstantLeniently(text, ZONE)).toEqual({ text, at: NINE, hasOffset, hasSeconds, isInstant });
  });

  test.for(['', 'soon', '2027-02-30T09:00:00Z', '2027-13-01T09:00:00Z', '2027-01-12T25:00:00Z', 12, null, undefined])(
    'a value that is not a time has no instant: %s',
    (value) => {
      const parsed = parseInstantLeniently(value, ZONE);
      expect(parsed.at).toBeUndefined();
      expect(parsed.isInstant).toBe(false);
    },
  );
});
