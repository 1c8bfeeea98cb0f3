import fc from 'fast-check';
import { expect, test } from 'vitest';
import { testBsn } from '../../fhir/bsn.ts';
import { createIdentities } from './identities.ts';

const KEY = 'a key of a sandbox';
const bsn = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }).map(testBsn);

test('a pseudonym matches its own BSN only, by any instance with the key', () => {
  fc.assert(
    fc.property(bsn, bsn, (one, other) => {
      const pseudonym = createIdentities(KEY).pseudonym(one);
      const again = createIdentities(KEY);
      expect(again.matches(pseudonym, other)).toBe(one === other);
      expect(again.matches(pseudonym, one)).toBe(true);
      expect(pseudonym).not.toContain(one);
    }),
  );
});

test('a pseudonym is the HMAC-SHA-256 of the BSN, so that stores stay readable', () => {
  // printf 'xis-testkit/bsn-pseudonym/1\n999900109' | openssl dgst -sha256 -hmac 'a key of a sandbox' -binary | basenc --base64url
  expect(createIdentities(KEY).pseudonym('999900109')).toBe('i0TVl3KJ_J5oUdf9TGStn3ShlrHOpyYfXF2Kk1KyiCE');
});

test('another key has other pseudonyms', () => {
  const pseudonym = createIdentities(KEY).pseudonym('999900109');
  expect(createIdentities(`${KEY}.`).matches(pseudonym, '999900109')).toBe(false);
});

test.each(['', 'x', 'é'.repeat(43)])('%j is the pseudonym of no BSN', (pseudonym) => {
  expect(createIdentities(KEY).matches(pseudonym, '999900109')).toBe(false);
});
