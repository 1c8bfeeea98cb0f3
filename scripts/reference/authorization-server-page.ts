import { CONTROL_ROUTES } from '../../oauth/server/control-routes.ts';
import type { TokenDeviation } from '../../oauth/server/issuer.ts';
import { authorizationServerSchema } from '../../oauth/server/settings.ts';
import { code, GENERATED, page, table } from './markdown.ts';
import {
  formatHeading,
  formatKeys,
  formatMeaning,
  formatType,
  type JsonSchema,
  listSections,
} from './schema-tables.ts';

const INTRODUCTION = `The authorization server of xis-testkit issues tokens as Spreekuur.nl and a XIS get them: by token exchange for a
patient, and by client credentials. \`xis-testkit authorize\` runs it by itself, \`createAuthorizationServer()\` in a test. It
is for tests: a login needs no password, and the control interface issues any token.

The default clients are \`spreekuur\` (both grants, audience \`xis\`), \`xis\` (client credentials, audience \`spreekuur\`) and
\`other-practice\`, which is genuine and may act for no organization. Their secret is in \`XIS_TESTKIT_CLIENT_SECRET\`; on a
loopback address it is \`xis-testkit\` without that variable.`;

const ENDPOINTS: readonly (readonly [path: string, rfc: string, meaning: string])[] = [
  [
    'GET /.well-known/openid-configuration',
    'RFC 8414',
    'The metadata; also at `/.well-known/oauth-authorization-server`, and there before the path of the issuer.',
  ],
  ['GET /jwks', 'RFC 7517', 'The public keys. An old key stays until the last token of it has expired.'],
  [
    'POST /token',
    'RFC 6749, 8693',
    'A form with `grant_type`: `client_credentials`, or `urn:ietf:params:oauth:grant-type:token-exchange` with `subject_token` and `subject_token_type`. `audience` or `resource`, and `scope`, are optional.',
  ],
  ['POST /introspect', 'RFC 7662', 'A form with `token`. The client authenticates itself as at the token endpoint.'],
];

const AUTHENTICATION = `A client authenticates itself in one way for each request:

- \`client_secret_basic\`: id and secret in the header \`Authorization\`, each encoded as a form is (RFC 6749, section 2.3.1).
- \`client_secret_post\`: \`client_id\` and \`client_secret\` in the body.
- \`private_key_jwt\`: \`client_assertion\` with a JWT (RFC 7523). \`iss\` and \`sub\` are the client id, \`aud\` is the issuer or
  the token endpoint, \`exp\` is at most five minutes ahead, and \`jti\` is for one use.

An error is JSON with \`error\` and \`error_description\`. No text repeats a value of the request.`;

const CONTROL = `Tests control the server below \`{issuer}/__admin\`. Bodies are JSON. A loopback address without a token serves every
program of the machine, and no web pages of other origins. With \`XIS_TESTKIT_ADMIN_TOKEN\`, every request needs
\`Authorization: Bearer {token}\`. On any other address without a token, the interface is closed. The errors are 404 for
an unknown subject, 409 for a command that does not fit the current state, and 422 for invalid input.`;

const DEVIATIONS: Readonly<Record<TokenDeviation, string>> = {
  expired: 'It expired an hour ago.',
  'not-yet-valid': 'It is valid in an hour: `nbf` and `iat`.',
  tampered: 'A claim was changed after it was signed.',
  unsigned: 'Its algorithm is `none`.',
  'signed-with-public-key':
    'Its algorithm is HS256, with the PEM text of the public key as secret (RFC 8725, section 2.1).',
  'unknown-key': 'It is signed with a key that is not in the JWKS.',
  'other-issuer': 'Its claim `iss` has another issuer.',
  'other-audience': 'Its claim `aud` has another audience.',
  'new-key': 'Nothing is wrong: it is signed with a new key, which is in the JWKS from now on.',
};

/** Returns docs/reference/authorization-server.md. */
export function authorizationServerPage(): string {
  const sections = listSections('', authorizationServerSchema as JsonSchema);
  return page(
    GENERATED,
    '# Authorization server',
    INTRODUCTION,
    '## Endpoints',
    table(
      ['Endpoint', 'Standard', 'Meaning'],
      ENDPOINTS.map(([path, rfc, meaning]) => [code(path), rfc, meaning]),
    ),
    AUTHENTICATION,
    '## Settings',
    'The settings are a YAML or JSON file (`xis-testkit authorize --config`), or the same object in TypeScript. Unknown keys are mistakes.',
    ...sections.flatMap((section) => [`### ${formatHeading(section, sections)}`, formatKeys(section, sections)]),
    '## Control interface',
    CONTROL,
    ...CONTROL_ROUTES.flatMap(({ method, path, summary, input }) => [
      `### ${method} ${path}`,
      `${summary}.`,
      input ? formatInput(input as JsonSchema) : '',
    ]),
    '## Tokens with a deviation',
    'A XIS must reject a token with a deviation of `POST /tokens`, except that with a new key.',
    table(
      ['Deviation', 'Token'],
      Object.entries(DEVIATIONS).map(([id, meaning]) => [code(id), meaning]),
    ),
  );
}

function formatInput({ properties = {}, required = [] }: JsonSchema): string {
  return table(
    ['Key', 'Type', 'Meaning'],
    Object.entries(properties).map(([key, property]) => [
      code(key) + (required.includes(key) ? ' (**required**)' : ''),
      formatType(property),
      formatMeaning(property),
    ]),
  );
}
