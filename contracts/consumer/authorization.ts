import { regex } from './matchers.ts';

/** The token that the consumers send in these tests. No pact may hold it. */
export const TOKEN = 'a-token-that-no-pact-may-hold';

/** The bearer token of every request (AU-1, AU-7, CB-3), in the form of RFC 6750, section 2.1. The example is no token. */
export const AUTHORIZATION = regex('^Bearer [A-Za-z0-9._~+/-]+=*$', 'Bearer placeholder');
