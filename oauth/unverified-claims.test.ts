import { describe, expect, test } from 'vitest';
import { unsignedJwt } from '../test/support/jwt.ts';
import { hasBsn, readUnverifiedClaims } from './unverified-claims.ts';

const BSN = '999900109';

describe('AU-5: the BSN of a token', () => {
  test.each<[string, Readonly<Record<string, unknown>>, boolean, string?]>([
    ['in a claim', { bsn: BSN }, true],
    ['at any depth', { act: [{ patient: { id: `urn:bsn:${BSN}` } }] }, true],
    ['as a number', { bsn: 999_900_109 }, true],
    ['as a number without its leading zeros', { bsn: 10_000_008 }, true, '010000008'],
    ['of another patient', { bsn: '999900390' }, false],
    ['within a longer number', { exp: 1_999_900_109, jti: `1${BSN}` }, false],
  ])('is found %s', (_, claims, expected, bsn = BSN) => {
    expect(hasBsn(unsignedJwt(claims), bsn)).toBe(expected);
  });

  test('may be any, where none is known', () => {
    expect(hasBsn(unsignedJwt({ bsn: '999900390' }))).toBe(true);
    // Nine digits that fail the eleven test.
    expect(hasBsn(unsignedJwt({ sub: '123456789', iat: 1_795_707_948 }))).toBe(false);
  });
});

test.each(['opaque-999900109', '', 'a.b.c', `a.${Buffer.from('[1]').toString('base64url')}.c`, 'a..c'])(
  'a token that is no JWT has no claims: %j',
  (token) => {
    expect([readUnverifiedClaims(token), hasBsn(token, BSN)]).toEqual([undefined, undefined]);
  },
);
