import { describe, expect, test } from 'vitest';
import { parseRetryAfter } from './retry-after.ts';

const DATE = 'Mon, 23 Nov 2026 08:00:00 GMT';
const NOW = Date.parse('2026-11-23T08:01:00Z');

function headers(retryAfter: string | undefined, date?: string): Headers {
  return new Headers({
    ...(retryAfter !== undefined && { 'Retry-After': retryAfter }),
    ...(date !== undefined && { Date: date }),
  });
}

describe('a Retry-After header', () => {
  test.each([
    ['120', undefined, 120_000],
    ['0', undefined, 0],
    [' 5 ', DATE, 5000],
    ['Mon, 23 Nov 2026 08:02:00 GMT', DATE, 120_000],
    ['Mon, 23 Nov 2026 07:00:00 GMT', DATE, 0],
  ])('CB-6: %j (Date: %s) is %d milliseconds', (value, date, expected) => {
    expect(parseRetryAfter(headers(value, date))).toBe(expected);
    expect(parseRetryAfter(headers(value, date), NOW)).toBe(expected);
  });

  test.each([
    [undefined, DATE],
    ['soon', DATE],
    ['Mon, 23 Nov 2026 08:02:00 GMT', undefined],
    ['Mon, 23 Nov 2026 08:02:00 GMT', 'today'],
    ['9'.repeat(400), DATE],
    ['', DATE],
  ])('CB-6: %j (Date: %s) cannot be read', (value, date) => {
    expect(parseRetryAfter(headers(value, date))).toBeUndefined();
  });

  test('is measured by the own clock where the response has no Date', () => {
    expect(parseRetryAfter(headers('Mon, 23 Nov 2026 08:02:00 GMT'), NOW)).toBe(60_000);
    expect(parseRetryAfter(headers('Mon, 23 Nov 2026 08:00:00 GMT', 'today'), NOW)).toBe(0);
  });
});
