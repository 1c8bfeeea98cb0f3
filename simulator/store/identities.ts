import { createCipheriv, createDecipheriv, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { Identities } from '../domain/patient-identity.ts';

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Creates the protection of BSNs by a key. A pseudonym is the HMAC-SHA-256 of a BSN (RFC 2104) in base64url: without the
 * key, no list of all BSNs leads from a pseudonym to its BSN. An encrypted BSN is AES-256-GCM, with an initialization vector
 * that follows from the BSN (as in RFC 5297), so that it repeats for the same BSN only. Each use has a key of its own,
 * derived by HKDF (RFC 5869).
 */
export function createIdentities(key: string): Identities {
  const derive = (use: string): Buffer => Buffer.from(hkdfSync('sha256', key, '', `xis-testkit/${use}/1`, KEY_BYTES));
  const [pseudonymKey, cipherKey, ivKey] = [derive('bsn-pseudonym'), derive('bsn-cipher'), derive('bsn-iv')];
  const hmac = (secret: Buffer, text: string): Buffer => createHmac('sha256', secret).update(text).digest();
  // A search compares one BSN with the pseudonyms of all patients.
  let last: { readonly bsn: string; readonly pseudonym: string } | undefined;
  const pseudonym = (bsn: string): string => {
    if (last?.bsn !== bsn) last = { bsn, pseudonym: hmac(pseudonymKey, bsn).toString('base64url') };
    return last.pseudonym;
  };
  return {
    pseudonym,
    matches(known, bsn) {
      const [a, b] = [Buffer.from(known), Buffer.from(pseudonym(bsn))];
      return a.length === b.length && timingSafeEqual(a, b);
    },
    encrypt(bsn) {
      const iv = hmac(ivKey, bsn).subarray(0, IV_BYTES);
      const cipher = createCipheriv(CIPHER, cipherKey, iv);
      return Buffer.concat([iv, cipher.update(bsn), cipher.final(), cipher.getAuthTag()]).toString('base64url');
    },
    decrypt(encrypted) {
      const bytes = Buffer.from(encrypted, 'base64url');
      const [iv, tag] = [bytes.subarray(0, IV_BYTES), bytes.subarray(-TAG_BYTES)];
      try {
        const decipher = createDecipheriv(CIPHER, cipherKey, iv, { authTagLength: TAG_BYTES }).setAuthTag(tag);
        return decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES)).toString() + decipher.final('utf8');
      } catch {
        // Of another key, or not encrypted here.
        return undefined;
      }
    },
  };
}
