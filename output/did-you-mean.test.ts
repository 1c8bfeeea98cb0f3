import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { didYouMean, editDistance, rankBySimilarity } from './did-you-mean.ts';

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

describe('did you mean', () => {
  test.each([
    ['holiday', ['hours', 'holidays', 'horizonDays'], 'did you mean holidays?'],
    ['max-bookings', ['maxBookings', 'maxRequests'], 'did you mean maxBookings?'],
    ['adres', ['address'], 'did you mean address?'],
    ['nmae', ['agb', 'name'], 'did you mean name?'],
    ['wo', DAYS, 'did you mean wed?'],
    ['Donderdag', DAYS, 'did you mean thu?'],
    ['wednesday', DAYS, 'did you mean wed?'],
    ['sen', DAYS, 'did you mean sun?'],
    ['sut', DAYS, 'did you mean sat or sun?'],
    ['slots', ['slot-search/type', 'slot-search', 'booking'], 'did you mean slot-search or slot-search/type?'],
    ['colour', DAYS, undefined],
    ['wo', ['from', 'to'], undefined],
    ['', DAYS, undefined],
    ['constructor', DAYS, undefined],
  ])('%s', (text, names, expected) => {
    expect(didYouMean(text, names)).toBe(expected);
  });

  test('a very long text costs as much as a short one', () => {
    expect(didYouMean('x'.repeat(1_000_000), DAYS)).toBeUndefined();
  });
});

const word = fc.string({ maxLength: 12 });

describe('the distance of two texts', () => {
  test('is a metric that swaps, and counts each change once', () => {
    fc.assert(
      fc.property(word, word, (a, b) => {
        const distance = editDistance(a, b);
        expect(distance).toBe(editDistance(b, a));
        expect(distance === 0).toBe(a === b);
        expect(distance).toBeGreaterThanOrEqual(Math.abs(a.length - b.length));
        expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length));
      }),
    );
  });

  test('is 1 after one letter is left out, added, changed or swapped', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 2, maxLength: 12 }), fc.nat(), (text, seed) => {
        const at = seed % (text.length - 1);
        const [one = '', two = ''] = text.slice(at);
        const swapped = text.slice(0, at) + two + one + text.slice(at + 2);
        expect(editDistance(text, swapped)).toBe(one === two ? 0 : 1);
        expect(editDistance(text, text.slice(0, at) + text.slice(at + 1))).toBe(1);
        expect(editDistance(text, `${text.slice(0, at)}\u0000${text.slice(at)}`)).toBe(1);
        expect(editDistance(text, `${text.slice(0, at)}\u0000${text.slice(at + 1)}`)).toBe(one === '\u0000' ? 0 : 1);
      }),
    );
  });
});

test('a name with one slip is the first one that is suggested', () => {
  const names = ['appointmentTypes', 'schedules', 'patients', 'callbacks', 'officeHours'];
  fc.assert(
    fc.property(fc.constantFrom(...names), fc.nat(), (name, seed) => {
      const at = seed % name.length;
      expect(rankBySimilarity(name.slice(0, at) + name.slice(at + 1), names)[0]?.name).toBe(name);
    }),
  );
});
