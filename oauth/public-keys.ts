import {
  createLocalJWKSet,
  errors,
  type JSONWebKeySet,
  type JWK,
  type JWTPayload,
  type JWTVerifyGetKey,
  jwtVerify,
} from 'jose';

/** A server has a few keys; a token without `kid` may need each of them to be tried. */
const MAX_KEYS = 100;
const PUBLIC_TYPES: readonly unknown[] = ['RSA', 'EC', 'OKP'];

/** Returns whether a value is a JWK with a public key alone: neither a symmetric nor a private one (RFC 7517). */
export function isPublicKey(value: unknown): value is JWK {
  if (typeof value !== 'object' || value === null) return false;
  const { kty, d, k } = value as JWK;
  return PUBLIC_TYPES.includes(kty) && d === undefined && k === undefined;
}

/**
 * Returns the public keys of a JWKS, at most 100; a key of another kind is left out, because anybody could sign with it.
 * @returns undefined for a value that is no JWKS
 */
export function readPublicKeys(value: unknown): JSONWebKeySet | undefined {
  const keys = (value as JSONWebKeySet | null | undefined)?.keys;
  if (!Array.isArray(keys)) return undefined;
  return { keys: keys.filter(isPublicKey).slice(0, MAX_KEYS).map(withoutName) };
}

/** Returns a key without the name of its algorithm where that has two: EdDSA and Ed25519 are the same (RFC 9864). */
function withoutName({ alg, ...key }: JWK): JWK {
  return key.crv === 'Ed25519' || alg === undefined ? key : { ...key, alg };
}

/** Creates the function that finds the key of a token. It reads `kid` and `alg` alone, never `jwk`, `jku` or `x5u` (RFC 8725). */
export function createKeyFinder(keys: JSONWebKeySet): JWTVerifyGetKey {
  return createLocalJWKSet(keys);
}

/**
 * Verifies a token with the key that it names, or with each that it may mean.
 * @throws the errors of `jose`
 */
export async function verifyToken(
  token: string,
  getKey: JWTVerifyGetKey,
  options: NonNullable<Parameters<typeof jwtVerify>[2]>,
): Promise<JWTPayload> {
  try {
    return (await jwtVerify(token, getKey, options)).payload;
  } catch (error) {
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
    for await (const key of error) {
      try {
        return (await jwtVerify(token, key, options)).payload;
      } catch (attempt) {
        // A key that is too short is a TypeError.
        if (!(attempt instanceof errors.JWSSignatureVerificationFailed || attempt instanceof TypeError)) throw attempt;
      }
    }
    throw new errors.JWSSignatureVerificationFailed();
  }
}
