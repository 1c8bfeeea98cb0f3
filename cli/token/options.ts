import { TOKEN_SETTINGS } from '../../oauth/client/settings.ts';
import { string } from '../../schema/schema.ts';
import { type CommandOption, type CommandTable, fileOption, TEXT } from '../command-options.ts';
import { VARIABLES } from '../environment.ts';

/** The ways to a token: one of them is given. */
const WAYS = ['token', 'tokenCommand', 'issuer', 'tokenUrl'] as const;
const otherWays = (way: (typeof WAYS)[number]) => ({ excludes: WAYS.filter((each) => each !== way) });

/** The requirement of an option that says something to an authorization server. */
const OF_SERVER = { requiresOneOf: ['issuer', 'tokenUrl'] } as const;

const TOKEN = { schema: string({ pattern: '^\\S+$' }), expected: 'a token without spaces', placeholder: 'token' };

/** Returns the option for a setting of token sources. */
function setting<N extends keyof typeof TOKEN_SETTINGS>(name: N, details: Partial<Omit<CommandOption, 'schema'>>) {
  const schema: (typeof TOKEN_SETTINGS)[N] = TOKEN_SETTINGS[name];
  const {
    description,
    enum: choices,
    expected = 'a text that is not empty',
  } = schema as Readonly<Record<string, unknown>>;
  const values = Array.isArray(choices) ? choices.join(' or ') : String(expected);
  return { description: String(description), expected: values, schema, ...details };
}

function shellCommand(description: string, details: Partial<Omit<CommandOption, 'schema'>>) {
  return { ...TEXT, description, placeholder: 'command', isSecret: true, ...details };
}

/** The options of a token but for `token` itself, which the library has: a command, or an authorization server (AU-10). */
export const TOKEN_OPTIONS = {
  tokenCommand: shellCommand('Shell command that prints a bearer token; run again every minute, and after a 401.', {
    ...otherWays('tokenCommand'),
    names: ['token'],
  }),
  issuer: setting('issuer', {
    description: `Authorization server: its metadata (RFC 8414) names the token endpoint. One of xis-testkit also gets the BSNs of the patients, and ${VARIABLES.adminToken}.`,
    placeholder: 'url',
    env: VARIABLES.issuer,
    ...otherWays('issuer'),
    names: ['token', 'testTokens'],
  }),
  tokenUrl: setting('tokenUrl', {
    placeholder: 'url',
    env: VARIABLES.tokenUrl,
    ...otherWays('tokenUrl'),
    names: ['token'],
  }),
  clientId: setting('clientId', { placeholder: 'id', env: VARIABLES.clientId, ...OF_SERVER }),
  clientKeyJwk: fileOption(
    `Private key of the client as a JWK, for private_key_jwt; a secret is in ${VARIABLES.clientSecret}`,
    OF_SERVER,
  ),
  clientAuth: setting('clientAuth', { placeholder: 'way', ...OF_SERVER }),
  audience: setting('audience', { placeholder: 'name', env: VARIABLES.audience, ...OF_SERVER }),
  scope: setting('scope', { placeholder: 'scopes', env: VARIABLES.scope, ...OF_SERVER }),
  grant: setting('grant', { placeholder: 'name', ...OF_SERVER }),
  subjectToken: {
    ...TOKEN,
    description:
      "The patient's own access token, which is exchanged. A patient with a BSN is logged in by itself at an authorization server of xis-testkit.",
    env: VARIABLES.subjectToken,
    isSecret: true,
    isInFile: false,
    excludes: ['subjectTokenCommand'],
    ...OF_SERVER,
  },
  subjectTokenCommand: shellCommand("Shell command that prints the patient's own access token.", {
    excludes: ['subjectToken'],
    ...OF_SERVER,
  }),
} satisfies CommandTable;

/** The option of the second test patient's token, but for `otherToken` itself, which the library has. */
export const OTHER_TOKEN_OPTIONS = {
  otherSubjectTokenCommand: shellCommand("Shell command that prints the second test patient's own access token.", {
    requires: ['otherPatientBsn'],
    excludes: ['otherToken'],
    ...OF_SERVER,
    names: ['otherToken'],
  }),
} satisfies CommandTable;
