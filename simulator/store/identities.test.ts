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

test('stores stay readable: the texts of a key never change', () => {
  const identities = createIdentities(KEY);
  expect(identities.pseudonym('999900109')).toBe('A332n5lN6Vq7W2M4Da4rZhqeVIQ1SOFQiWiUJE9Tn40');
  expect(identities.decrypt('5Aj-C8cvVg8LMAINfwYas1Qb5VBHSu-vDGyK41agtvUA9jSHpg')).toBe('999900109');
});

test('an encrypted BSN is decrypted by the key only, and when it is unchanged', () => {
  fc.assert(
    fc.property(bsn, fc.nat(), fc.integer({ min: 1, max: 255 }), (plain, at, change) => {
      const encrypted = createIdentities(KEY).encrypt(plain);
      expect(createIdentities(KEY).decrypt(encrypted)).toBe(plain);
      expect(createIdentities(`${KEY}.`).decrypt(encrypted)).toBeUndefined();
      const bytes = Buffer.from(encrypted, 'base64url');
      expect(bytes.includes(plain)).toBe(false);
      const index = at % bytes.length;
      bytes[index] = (bytes[index] ?? 0) ^ change;
      expect(createIdentities(KEY).decrypt(bytes.toString('base64url'))).toBeUndefined();
    }),
  );
});

test('another key has other pseudonyms', () => {
  const pseudonym = createIdentities(KEY).pseudonym('999900109');
  expect(createIdentities(`${KEY}.`).matches(pseudonym, '999900109')).toBe(false);
});

test.each(['', 'x', '999900109'])('%j is no encrypted BSN', (text) => {
  expect(createIdentities(KEY).decrypt(text)).toBeUndefined();
});

test.each(['', 'x', 'é'.repeat(43)])('%j is the pseudonym of no BSN', (pseudonym) => {
  expect(createIdentities(KEY).matches(pseudonym, '999900109')).toBe(false);
});
