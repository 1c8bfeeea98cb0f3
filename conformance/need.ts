/** The needs of checks that some runs do not meet, in the order in which reports name them. */
export const NEEDS = [
  'booking',
  'patient-bsn',
  'callback',
  'approval',
  'update',
  'change',
  'other-organization',
  'token',
  'other-token',
  'test-tokens',
] as const;
export type Need = (typeof NEEDS)[number];

/** Needs of clauses that only concern some practices: without them a check does not apply, and the run is complete. */
export const OPTIONAL_NEEDS: ReadonlySet<Need> = new Set<Need>(['update', 'change']);

/** The way to the tokens by which the authentication of a XIS is checked. */
export const REGISTER_ISSUER =
  'register the issuer of `xis-testkit authorize` as a trusted issuer of the XIS, with its JWKS and its audience';

/** The way to the credentials of a XIS for its callbacks. */
export const REGISTER_CLIENT =
  'register a client of `xis-testkit authorize` in the XIS, with its token endpoint, for the callbacks (client credentials)';
