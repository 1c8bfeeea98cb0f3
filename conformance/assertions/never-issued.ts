/** A service category that no XIS has. */
export const NEVER_ISSUED_CATEGORY = 'urn:xis-testkit:none|xis-testkit-none';

/** A logical id that no XIS has assigned. */
export const NEVER_ISSUED_ID = 'xis-testkit-none';
