/** A service category that no XIS has. */
export const NO_CATEGORY = 'urn:xis-testkit:no-such-category|none';

/** An id that no appointment has. */
export const NO_APPOINTMENT = 'xis-testkit-no-such-appointment';
