import type { TokenSourceOptions } from '../../oauth/client/token-source.ts';
import type { AuthorizationServer } from '../../oauth/server/create-authorization-server.ts';
import { type OAuthSystem, realSystem as realOAuthSystem } from '../../oauth/system.ts';
import { defined } from '../../schema/defined.ts';
import type { CallbackAuthorization, Configuration } from '../practice/schema.ts';
import type { System } from '../system.ts';
import type { TokenDependencies } from '../world/callback-token.ts';
import { AUTHORIZATION_PATH, SECRET_VARIABLE, systemOf } from './authorization-server.ts';

/** What the tokens of callbacks depend on. */
export interface CallbackTokensContext {
  /** With the network of callbacks: their proxies and certificates. */
  readonly system: System;
  /** The authorization server of the simulator, if it has one. */
  readonly server: AuthorizationServer | undefined;
  /** Returns the url by which this machine reaches the simulator. */
  address(): string;
  readonly environment: Readonly<Record<string, string | undefined>> | undefined;
}

/** The client that a XIS is at an authorization server of xis-testkit. */
const XIS_CLIENT = 'xis';

/**
 * Creates where the tokens of callbacks come from (AU-7): client credentials at the configured authorization server, or at the
 * simulator's own.
 * @returns nothing where callbacks are sent without tokens
 * @throws ConfigurationError for a key that cannot be used
 */
export async function createCallbackTokens(
  { callbackAuthorization: configured, authorizationServer }: Configuration,
  { system, server, address, environment = {} }: CallbackTokensContext,
): Promise<TokenDependencies> {
  if (!configured && !server) return {};
  const { clientKeyJwk, ...settings }: CallbackAuthorization = configured ?? {};
  const path = 'callbackAuthorization.clientKeyJwk';
  // Loaded here, because a simulator without tokens starts faster without it.
  const { readClientKey } = await import('../../oauth/client/client-key.ts');
  const clientKey = clientKeyJwk === undefined ? undefined : await readClientKey(clientKeyJwk, path);
  const options = { ...settings, ...defined({ clientKey, clientSecret: environment[SECRET_VARIABLE] }) };
  if (!server || !isOwn(settings, server)) {
    const network = { ...realOAuthSystem, now: () => system.now(), fetch: system.fetch };
    return { callbackToken: onFirstUse(() => findServerDefaults(options, network)) };
  }
  const { spreekuurAudience = 'spreekuur' } = server.control.settings;
  const { clientId = XIS_CLIENT, audience = spreekuurAudience, scope } = settings;
  const client = authorizationServer?.clients?.find((candidate) => candidate.clientId === clientId);
  const { clientSecret = environment[client?.clientSecretVariable ?? SECRET_VARIABLE] } = client ?? {};
  return {
    callbackToken: onFirstUse(async () => ({
      ...options,
      ...defined({ clientSecret: clientSecret ?? (await import('../../oauth/client/token-source.ts')).TEST_SECRET }),
      clientId,
      audience,
      tokenUrl: `${address()}${AUTHORIZATION_PATH}/token`,
      system: systemOf(server),
    })),
    issueWrongToken: async (request) =>
      (await server.control.issue({ ...defined({ scope }), ...request, clientId, audience })).token,
  };
}

/** Returns whether tokens come from the simulator's own server, whose issuer is known when the simulator listens. */
function isOwn({ issuer, tokenUrl }: CallbackAuthorization, server: AuthorizationServer): boolean {
  return tokenUrl === undefined && (issuer === undefined || issuer === server.issuer);
}

/** Adds the client and the audience of a XIS, where the authorization server is one of xis-testkit. */
async function findServerDefaults(options: TokenSourceOptions, system: OAuthSystem): Promise<TokenSourceOptions> {
  const { issuer, clientId, audience } = options;
  const isComplete = issuer === undefined || (clientId !== undefined && audience !== undefined);
  if (isComplete) return { ...options, system };
  const { findTestServer } = await import('../../oauth/client/test-server.ts');
  const testServer = await findTestServer(issuer, { system });
  const standard = testServer && { clientId: XIS_CLIENT, audience: testServer.callback_audience };
  return { ...standard, ...options, system };
}

/** Creates a token source that is set up with the first token: only then the simulator listens. */
function onFirstUse(configure: () => Promise<TokenSourceOptions>): (refused?: string) => Promise<string> {
  const load = async () => {
    const { createTokenSource } = await import('../../oauth/client/token-source.ts');
    return createTokenSource({ ...(await configure()), grant: 'client_credentials' });
  };
  let loading: ReturnType<typeof load> | undefined;
  return async (refused) => {
    loading ??= load().catch((error) => {
      // Its authorization server may be back at the next attempt.
      loading = undefined;
      throw error;
    });
    return (await loading)(refused);
  };
}
