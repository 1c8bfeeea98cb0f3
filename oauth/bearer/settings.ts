import { isAgb } from '../../fhir/agb.ts';
import { httpUrlString, stringFormat } from '../../schema/formats.ts';
import { anyOf, array, integer, object, oneOf, type Static, string } from '../../schema/schema.ts';
import { ALGORITHMS } from '../algorithms.ts';

const text = { minLength: 1, maxLength: 200, pattern: '\\S', expected: 'a text of 1 to 200 characters' };
const agbCodeString = stringFormat('agb-code', isAgb);

/** The name of a claim, or the path to it (`patient.bsn`). */
export const claimString = (description: string, standard?: string) =>
  string({ ...text, description, ...(standard !== undefined && { default: standard }) });

/** The organizations that a client may act for (AU-8). */
export const organizationsSchema = array(agbCodeString({ expected: 'an AGB code: eight digits, in quotes' }), {
  maxItems: 1000,
  description: 'The AGB codes of the organizations that it may act for (AU-8); default: all.',
});

/** How bearer tokens are validated: by the simulated XIS, and by the listener of the engine (AU-1 to AU-8). */
export const authenticationSchema = object(
  {
    mode: oneOf(['off', 'presence', 'jwt'], {
      description:
        '`off`: tokens are not looked at. `presence`: a request needs a bearer token. `jwt`: the token is validated, and decides who patient and client are.',
    }),
  },
  {
    issuer: httpUrlString({
      expected: 'an http(s) url',
      description: 'The authorization server, exactly as in the claim `iss`. Required for `jwt`.',
    }),
    jwksUri: httpUrlString({
      expected: 'an http(s) url',
      description:
        "The public keys of the authorization server (RFC 7517); default: from the issuer's metadata (RFC 8414).",
    }),
    audience: anyOf([string(text), array(string(text), { minItems: 1, maxItems: 20 })], {
      expected: 'a text, or a list of texts',
      description: 'The accepted audiences: the claim `aud` has one of them. Required for `jwt`.',
    }),
    algorithms: array(oneOf(ALGORITHMS), {
      minItems: 1,
      uniqueItems: true,
      description: 'The accepted signature algorithms; default: all of them. `none` and HS256 never are.',
    }),
    bsnClaim: claimString("The claim with the patient's BSN, or the path to it (`patient.bsn`).", 'bsn'),
    organizationClaim: claimString(
      'The claim with the AGB codes that the token is for, or the path to it; default: the token has no such claim.',
    ),
    clients: array(
      object(
        { clientId: string({ ...text, description: 'The claim `client_id`, or `azp` without one.' }) },
        { organizations: organizationsSchema },
      ),
      { maxItems: 1000, description: 'The clients that are accepted (AU-8); default: every client.' },
    ),
    requiredScopes: array(
      string({
        maxLength: 200,
        pattern: '^[\\x21\\x23-\\x5b\\x5d-\\x7e]+$',
        expected: 'a scope: a text without spaces and quotes',
      }),
      {
        maxItems: 100,
        uniqueItems: true,
        description: 'The scopes that a token needs; without one of them, 403 `insufficient_scope`. Default: [].',
      },
    ),
    clockSkewSeconds: integer({
      minimum: 0,
      maximum: 3600,
      default: 60,
      description: 'The tolerated difference of the clocks, in seconds.',
    }),
    realm: string({
      ...text,
      pattern: '^[\\x20-\\x21\\x23-\\x5b\\x5d-\\x7e]+$',
      default: 'xis-testkit',
      description: 'The realm in `WWW-Authenticate` (RFC 6750).',
    }),
  },
  {
    title: 'Authentication',
    description: 'The validation of bearer tokens. All of it is open in the publication.',
    if: { properties: { mode: { enum: ['jwt'] } } },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: { required: ['issuer', 'audience'] },
  },
);

export type AuthenticationSettings = Static<typeof authenticationSchema>;
