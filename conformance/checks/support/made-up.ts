/** A service category that no XIS has. */
export const NO_CATEGORY = 'urn:xis-testkit:none|xis-testkit-none';

/** A logical id that no XIS has given out. */
export const NO_ID = 'xis-testkit-none';
