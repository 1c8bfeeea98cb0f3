/** The environment variable with the secret of a client, on both sides. */
export const CLIENT_SECRET_VARIABLE = 'XIS_TESTKIT_CLIENT_SECRET';

/** The secret of the clients of a test authorization server on this machine, unless others are configured. */
export const TEST_SECRET = 'xis-testkit';
