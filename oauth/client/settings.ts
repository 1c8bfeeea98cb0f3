import { httpUrlString } from '../../schema/formats.ts';
import { oneOf, string } from '../../schema/schema.ts';

/** The ways in which a client authenticates itself (RFC 6749, section 2.3.1, and RFC 7523). */
export const CLIENT_AUTHENTICATIONS = ['client_secret_basic', 'client_secret_post', 'private_key_jwt'] as const;
export type ClientAuthentication = (typeof CLIENT_AUTHENTICATIONS)[number];

/** The grants by which a token is requested (RFC 6749, section 4.4, and RFC 8693). */
export const GRANTS = ['client_credentials', 'token_exchange'] as const;
export type Grant = (typeof GRANTS)[number];

const text = { minLength: 1, maxLength: 1000, pattern: '^\\S+$' };
const url = (description: string) => ({ ...httpUrlString({ expected: 'an http(s) url' }), description });

/** The origin of a token, but for secrets and for the patient: for options and configurations (AU-10). */
export const TOKEN_SETTINGS = {
  issuer: url('Authorization server: its metadata (RFC 8414) names the token endpoint.'),
  tokenUrl: url('Token endpoint, for an authorization server without metadata.'),
  clientId: string({
    ...text,
    expected: 'a text without spaces',
    description: 'Client id at the authorization server.',
  }),
  clientAuth: oneOf(CLIENT_AUTHENTICATIONS, {
    description:
      'Client authentication at the token endpoint; default: client_secret_basic, with a key private_key_jwt.',
  }),
  audience: string({ ...text, expected: 'a text without spaces', description: 'Audience of the token.' }),
  scope: string({
    minLength: 1,
    maxLength: 1000,
    pattern: '\\S',
    description: 'Scopes of the token, separated by spaces.',
  }),
  grant: oneOf(GRANTS, {
    description: 'Grant; default: token_exchange with a token of the patient, client_credentials without one.',
  }),
} as const;
