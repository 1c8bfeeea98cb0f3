import { isBsn } from '../fhir/bsn.ts';
import { parseJson } from '../transport/parse-json.ts';

/**
 * Reads the claims of a token without a look at its signature: what it is said to be for, and never whether it is valid.
 * @returns undefined for a token that is no JWT
 */
export function readUnverifiedClaims(token: string): Readonly<Record<string, unknown>> | undefined {
  const { value } = parseJson(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as Readonly<Record<string, unknown>>) : undefined;
}

/**
 * Returns whether a token has a BSN in any claim: the name of the claim is not published (AU-5).
 * @param bsn without it, any BSN counts
 * @returns undefined for a token that is no JWT
 */
export function hasBsn(token: string, bsn?: string): boolean | undefined {
  const claims = readUnverifiedClaims(token);
  if (claims === undefined) return undefined;
  // A claim that is a number has lost its leading zeros.
  const numbers = [...JSON.stringify(claims).matchAll(/(?<!\d)\d{7,9}(?!\d)/g)].map(([digits]) =>
    digits.padStart(9, '0'),
  );
  return bsn === undefined ? numbers.some(isBsn) : numbers.includes(bsn);
}
