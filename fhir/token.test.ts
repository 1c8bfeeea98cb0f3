import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseToken, splitOr, tokenMatches } from './token.ts';

/** Escapes a part of a token as FHIR does: a backslash before each special character. */
function escaped(part: string): string {
  return part.replace(/[\\,|$]/g, '\\$&');
}

/** Text with many special characters. */
const parts = fc.string({
  unit: fc.constantFrom('\\', ',', '|', '$', 'a', 'é', ' ', '/'),
  minLength: 1,
  maxLength: 12,
});

describe('a token', () => {
  test.each([
    ['consult', { code: 'consult' }],
    ['http://linde.example/type|consult', { system: 'http://linde.example/type', code: 'consult' }],
    ['|consult', { system: '', code: 'consult' }],
    ['http://linde.example/type|', { system: 'http://linde.example/type' }],
    ['a\\|b|c\\,d', { system: 'a|b', code: 'c,d' }],
    ['a\\\\|b', { system: 'a\\', code: 'b' }],
    ['a\\$b', { code: 'a$b' }],
    ['a\\', { code: 'a\\' }],
  ])('SL-8: %s', (text, expected) => {
    expect(parseToken(text)).toEqual(expected);
  });

  test.each(['', '|', 'a|b|c', '||', 'a||'])('SL-17: %j is malformed', (text) => {
    expect(parseToken(text)).toBeUndefined();
  });

  test('SL-8: any system and code are read back as they were written with escapes', () => {
    fc.assert(
      fc.property(parts, parts, (system, code) => {
        expect(parseToken(`${escaped(system)}|${escaped(code)}`)).toEqual({ system, code });
      }),
    );
  });

  test('SL-12: alternatives with escapes survive a round trip', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(parts, parts), { minLength: 1, maxLength: 5 }), (tokens) => {
        const value = tokens.map(([system, code]) => `${escaped(system)}|${escaped(code)}`).join(',');
        const read = splitOr(value).map(parseToken);
        expect(read).toEqual(tokens.map(([system, code]) => ({ system, code })));
      }),
    );
  });

  test('SL-12: an empty alternative is seen, not skipped', () => {
    expect(splitOr('a,,b')).toEqual(['a', '', 'b']);
    expect(splitOr('a,')).toEqual(['a', '']);
  });
});

describe('the meaning of a token', () => {
  const coding = { system: 'http://linde.example/type', code: 'consult' };

  test.each([
    ['consult', true],
    ['http://linde.example/type|consult', true],
    ['http://linde.example/type|', true],
    ['http://linde.example/type|visite', false],
    ['http://plein.example/type|consult', false],
    ['|consult', false],
    ['visite', false],
  ])('SL-8: %s matches consult of De Linde: %s', (text, expected) => {
    expect(tokenMatches(parseToken(text) ?? {}, coding)).toBe(expected);
  });

  test('SL-8: an empty system matches only a code without system', () => {
    expect(tokenMatches({ system: '', code: 'consult' }, { code: 'consult' })).toBe(true);
    expect(tokenMatches({ system: 'http://linde.example/type' }, { code: 'consult' })).toBe(false);
  });
});
