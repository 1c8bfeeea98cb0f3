import { describe, expect, test } from 'vitest';
import { isAgb, parseAgb } from './agb.ts';

describe('an AGB code', () => {
  test.each(['01000001', '99999999', '00000001'])('TR-2: accepts %s', (text) => {
    expect(isAgb(text)).toBe(true);
    expect(parseAgb(text)).toBe(text);
  });

  test.each([
    ['', 'is empty'],
    ['00000000', 'is nobody'],
    ['0100001', 'has seven digits'],
    ['010000011', 'has nine digits'],
    ['0100000a', 'has a letter'],
    [' 01000001', 'begins with a space'],
    ['01000001\n', 'ends with a line break'],
    ['०१००००००', 'has other digits than 0 to 9'],
  ])('TR-2: rejects %j: it %s', (text) => {
    expect(parseAgb(text)).toBeUndefined();
  });
});
