/**
 * Signature algorithms with a public key (RFC 7518; RFC 8037; RFC 9864, which names EdDSA by its curve). `none` and HS256 to
 * HS512 never are among them (RFC 8725).
 */
export const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
] as const;
export type Algorithm = (typeof ALGORITHMS)[number];
