import { UnsecuredJWT } from 'jose';

/** Returns a JWT with these claims and without a signature, for tests of code that reads claims and trusts nothing. */
export function unsignedJwt(claims: Readonly<Record<string, unknown>>): string {
  return new UnsecuredJWT({ ...claims }).encode();
}
