import type { Grant } from './client/settings.ts';

/** The parameter `grant_type` of the grants (RFC 6749, section 4.4.2; RFC 8693, section 2.1). */
export const GRANT_TYPES: Readonly<Record<Grant, string>> = {
  client_credentials: 'client_credentials',
  token_exchange: 'urn:ietf:params:oauth:grant-type:token-exchange',
};

/** The types of tokens in an exchange (RFC 8693, section 3). */
export const ACCESS_TOKEN_TYPE = 'urn:ietf:params:oauth:token-type:access_token';
export const JWT_TYPE = 'urn:ietf:params:oauth:token-type:jwt';
