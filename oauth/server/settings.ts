import { httpBaseString } from '../../schema/formats.ts';
import { array, boolean, integer, object, oneOf, record, type Static, string, unknown } from '../../schema/schema.ts';
import { ALGORITHMS } from '../algorithms.ts';
import { claimString, organizationsSchema } from '../bearer/settings.ts';
import { CLIENT_AUTHENTICATIONS, GRANTS } from '../client/settings.ts';

const text = {
  minLength: 1,
  maxLength: 200,
  pattern: '^\\S+$',
  expected: 'a text of 1 to 200 characters without spaces',
};

const names = (description: string) => array(string(text), { maxItems: 100, uniqueItems: true, description });

/** Leaves out the claims of the protocol, which a server writes itself, and paths with an empty step. */
const ownClaim = (schema: ReturnType<typeof claimString>) => ({
  ...schema,
  pattern: '^(?!(?:iss|sub|aud|exp|nbf|iat|jti|client_id|azp|scope|act)(?:\\.|$))[^.\\s]+(?:\\.[^.\\s]+)*$',
  expected: 'the name of a claim, or a path such as patient.bsn, and no claim of the protocol such as sub',
});

/** A client of the authorization server. */
export const clientSchema = object(
  { clientId: string({ ...text, description: 'The id of the client.' }) },
  {
    clientSecret: string({
      ...text,
      description: 'The secret of the client, for a test. In a file that others see, use `clientSecretVariable`.',
    }),
    clientSecretVariable: string({
      pattern: '^[A-Za-z_][A-Za-z0-9_]*$',
      expected: 'the name of an environment variable',
      description: 'The environment variable with the secret of the client.',
    }),
    jwks: object(
      { keys: array(record(unknown()), { minItems: 1, maxItems: 20, description: 'The keys, as JWKs (RFC 7517).' }) },
      {},
      { description: 'The public keys of the client, for `private_key_jwt` (RFC 7523).' },
    ),
    clientAuth: array(oneOf(CLIENT_AUTHENTICATIONS), {
      minItems: 1,
      uniqueItems: true,
      description: 'The accepted ways of client authentication; default: those that its secret and its keys allow.',
    }),
    grants: array(oneOf(GRANTS), { uniqueItems: true, description: 'The grants that it may use; default: both.' }),
    audiences: names('The audiences that it may have tokens for; default: all.'),
    scopes: names('The scopes that it may have; default: all.'),
    organizations: organizationsSchema,
  },
);

export const authorizationServerSchema = object(
  {},
  {
    publicUrl: httpBaseString({
      expected: 'an http(s) url without user, query and fragment',
      description: 'The url by which others reach the authorization server: its issuer.',
    }),
    clients: array(clientSchema, {
      minItems: 1,
      maxItems: 1000,
      description:
        'The clients; default: `spreekuur`, `xis`, and `other-practice`, which may act for no organization here.',
    }),
    accessTokenSeconds: integer({
      minimum: 1,
      maximum: 86_400,
      default: 300,
      description: 'The lifetime of an access token, in seconds.',
    }),
    algorithm: oneOf(ALGORITHMS, { default: 'RS256', description: 'The signature algorithm of tokens.' }),
    type: oneOf(['at+jwt', 'JWT'], {
      default: 'at+jwt',
      description: 'The header `typ` of tokens; Keycloak writes `JWT`.',
    }),
    bsnClaim: ownClaim(claimString("The claim with the patient's BSN, or the path to it (`patient.bsn`).", 'bsn')),
    organizationClaim: ownClaim(
      claimString(
        'The claim with the AGB codes of the organizations that the client may act for; default: no such claim.',
      ),
    ),
    clientClaim: oneOf(['client_id', 'azp', 'both'], {
      default: 'client_id',
      description: 'The claim with the client: `client_id` (RFC 9068), `azp` (Keycloak), or both.',
    }),
    audienceForm: oneOf(['text', 'list'], { default: 'text', description: 'The form of the claim `aud`.' }),
    actor: boolean({
      default: false,
      description: 'Whether an exchanged token has `act` with the client (RFC 8693, section 4.1).',
    }),
    xisAudience: string({ ...text, default: 'xis', description: 'The audience of the XIS.' }),
    spreekuurAudience: string({
      ...text,
      default: 'spreekuur',
      description: "The audience of Spreekuur.nl: that of the patient's own token, and of callbacks.",
    }),
  },
  {
    title: 'Authorization server',
    description: 'The authorization server that xis-testkit simulates. The publication leaves all of it open.',
  },
);

export type ClientSettings = Static<typeof clientSchema>;
export type AuthorizationServerSettings = Static<typeof authorizationServerSchema>;
