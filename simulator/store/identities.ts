import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Identities } from '../domain/patient-identity.ts';

/** Separates the pseudonyms from other uses of the same key. */
const DOMAIN = 'xis-testkit/bsn-pseudonym/1\n';

/**
 * Creates the pseudonyms of a key: HMAC-SHA-256 (RFC 2104) in base64url. Without the key, no list of all BSNs leads from a
 * pseudonym to its BSN.
 */
export function createIdentities(key: string): Identities {
  // A search compares one BSN with the pseudonyms of all patients.
  let last: { readonly bsn: string; readonly pseudonym: string } | undefined;
  const pseudonym = (bsn: string): string => {
    if (last?.bsn !== bsn)
      last = {
        bsn,
        pseudonym: createHmac('sha256', key)
          .update(DOMAIN + bsn)
          .digest('base64url'),
      };
    return last.pseudonym;
  };
  return {
    pseudonym,
    matches(known, bsn) {
      const [a, b] = [Buffer.from(known), Buffer.from(pseudonym(bsn))];
      return a.length === b.length && timingSafeEqual(a, b);
    },
  };
}
