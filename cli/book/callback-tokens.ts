import type { AuthenticationSettings, ReceivedCallback } from '../../engine/index.ts';
import { TOKEN_SETTINGS } from '../../oauth/client/settings.ts';
import type { TestServer } from '../../oauth/index.ts';
import type { CommandTable, CommandValues } from '../command-options.ts';

const { issuer, audience } = TOKEN_SETTINGS;

/** The options of the tokens that callbacks have (AU-7). */
export const CALLBACK_TOKEN_OPTIONS = {
  callbackIssuer: {
    description:
      'Authorization server whose tokens callbacks have to have (default: that of --issuer, if it is one of xis-testkit)',
    schema: issuer,
    expected: 'an http(s) url',
    placeholder: 'url',
    requires: ['callbackAudience'],
  },
  callbackAudience: {
    description: 'Audience of those tokens.',
    schema: audience,
    expected: 'a text without spaces',
    placeholder: 'name',
    requires: ['callbackIssuer'],
  },
} satisfies CommandTable;

/**
 * Returns how the tokens of callbacks are validated: as the options say, or as those of an authorization server of
 * xis-testkit, whose clients may act for certain organizations (AU-8).
 * @returns undefined where no token is looked at
 */
export async function validationOf(
  { callbackIssuer, callbackAudience }: CommandValues<typeof CALLBACK_TOKEN_OPTIONS>,
  testServer: TestServer | undefined,
): Promise<AuthenticationSettings | undefined> {
  if (callbackIssuer !== undefined && callbackAudience !== undefined) {
    return { mode: 'jwt', issuer: callbackIssuer, audience: callbackAudience };
  }
  if (!testServer) return undefined;
  const clients = await testServer.clients();
  return {
    mode: 'jwt',
    issuer: testServer.issuer,
    audience: testServer.callback_audience,
    clients: clients.map(({ clientId, organizations }) => ({ clientId, ...(organizations && { organizations }) })),
  };
}

const REASONS: Readonly<Record<NonNullable<ReceivedCallback['rejection']>, string>> = {
  missing: 'it has no bearer token (AU-7)',
  several: 'it has several tokens (AU-7)',
  malformed: 'its token is malformed (AU-7)',
  invalid: 'its token is not valid: signature, issuer, audience or time (AU-7)',
  expired: 'its token has expired (AU-7)',
  'insufficient-scope': 'its token does not have the required scopes (AU-7)',
  'keys-unavailable': 'the keys of the authorization server cannot be read',
  'patient-token': 'its token has a BSN, and is not one of client credentials (AU-7)',
  'other-organizations': 'the client of its token may not act for this organization (AU-8)',
};

/** Describes the callbacks whose tokens were rejected; the same rejection once, with its number. */
export function describeRejections(received: readonly ReceivedCallback[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { method, path, status, rejection } of received) {
    if (rejection === undefined) continue;
    const text = `a callback was rejected with ${status}: ${method} ${path}: ${REASONS[rejection]}`;
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return [...counts].map(([text, count]) => (count === 1 ? text : `${text}, ${count} times`));
}
