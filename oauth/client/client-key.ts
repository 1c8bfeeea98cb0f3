import { importJWK, type JWK } from 'jose';
import { ConfigurationError } from '../../schema/mistake.ts';
import { readTextFile } from '../../schema/text-file.ts';

/** The algorithms of elliptic curves, for a key without `alg` (RFC 7518, section 3.4; RFC 8037). */
const ALGORITHM_OF: ReadonlyMap<unknown, string> = new Map([
  ['P-256', 'ES256'],
  ['P-384', 'ES384'],
  ['P-521', 'ES512'],
  ['Ed25519', 'EdDSA'],
]);

/**
 * Reads the private key of a client, for `private_key_jwt` (RFC 7523): one JWK in a file.
 * @param name of the option with the path
 * @returns the key with `alg`
 * @throws ConfigurationError for a file that has no such key; no text has any of its content
 */
export async function readClientKey(path: string, name: string): Promise<JWK> {
  const fail = (got: string): never => {
    throw new ConfigurationError([{ path: [], message: `expected a private key as a JWK, got ${got}` }], () => path);
  };
  const text = await readTextFile(path, `the private key of ${name}`);
  if (/-----BEGIN /.test(text)) return fail('PEM: convert it to a JWK');
  const value = parse(text);
  if (value === undefined) return fail('a text that is not JSON');
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return fail('JSON that is not an object');
  if ('keys' in value) return fail('a set of keys: leave one of them');
  const { kty, crv, d, alg = kty === 'RSA' ? 'RS256' : ALGORITHM_OF.get(crv) } = value as Readonly<JWK>;
  if (kty === undefined) return fail('an object without `kty`');
  if (kty === 'oct') return fail('a secret (`kty`: oct)');
  if (d === undefined) return fail('a public key');
  const key: JWK = { ...value, ...(alg !== undefined && { alg }) };
  try {
    await importJWK(key);
    return key;
  } catch {
    return fail('a key that cannot be used: check `kty`, `crv`, `alg` and whether it is complete');
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
