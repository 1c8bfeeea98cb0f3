import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isBsn, isTestBsn, testBsn } from './bsn.ts';

/** The eleven test as the law writes it: 9A + 8B + … + 2H − I is divisible by eleven. */
function passesElevenTest(digits: readonly number[]): boolean {
  const weights = [9, 8, 7, 6, 5, 4, 3, 2, -1];
  return digits.reduce((sum, digit, at) => sum + digit * (weights[at] ?? 0), 0) % 11 === 0;
}

describe('a BSN', () => {
  test.each(['123456782', '111222333', '999900109'])('CB-1: %s passes the eleven test', (text) => {
    expect(isBsn(text)).toBe(true);
  });

  test.each(['123456789', '000000000', '12345678', '1234567820', '12345678x', '1234.56.782', '', ' 123456782'])(
    'CB-1: rejects %j',
    (text) => {
      expect(isBsn(text)).toBe(false);
    },
  );

  test('CB-1: any nine digits are one exactly when they pass the eleven test', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 9, maxLength: 9 }), (digits) => {
        fc.pre(digits.some((digit) => digit > 0));
        expect(isBsn(digits.join(''))).toBe(passesElevenTest(digits));
      }),
    );
  });

  test('CB-1: a mistyped digit is always noticed', () => {
    const oneDigit = fc.record({
      draw: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      at: fc.integer({ min: 0, max: 8 }),
      shift: fc.integer({ min: 1, max: 9 }),
    });
    fc.assert(
      fc.property(oneDigit, ({ draw, at, shift }) => {
        const digits = [...testBsn(draw)].map(Number);
        digits[at] = ((digits[at] ?? 0) + shift) % 10;
        expect(isBsn(digits.join(''))).toBe(false);
      }),
    );
  });
});

describe('a generated BSN', () => {
  test('is always in the unused range 9999xxxxx, and the same for the same draw', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (draw) => {
        const bsn = testBsn(draw);
        expect(bsn).toMatch(/^9999\d{5}$/);
        expect(isTestBsn(bsn)).toBe(true);
        expect(testBsn(draw)).toBe(bsn);
      }),
    );
  });

  test('is distinguished from a real BSN', () => {
    expect(isTestBsn('123456782')).toBe(false);
    expect(isTestBsn('999900000')).toBe(false);
  });
});
