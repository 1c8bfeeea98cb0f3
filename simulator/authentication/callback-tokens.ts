import { CLIENT_SECRET_VARIABLE, TEST_SECRET } from '../../oauth/client/secrets.ts';
import type { ClientAuthentication } from '../../oauth/client/settings.ts';
import type { TokenSourceOptions } from '../../oauth/client/token-source.ts';
import type { AuthorizationControl, AuthorizationServerView } from '../../oauth/server/control.ts';
import type { AuthorizationServer } from '../../oauth/server/create-authorization-server.ts';
import { type OAuthSystem, realSystem as realOAuthSystem } from '../../oauth/system.ts';
import { defined } from '../../schema/defined.ts';
import { ConfigurationError } from '../../schema/mistake.ts';
import type { CallbackAuthorization, Configuration } from '../practice/schema.ts';
import type { System } from '../system.ts';
import type { TokenDependencies } from '../world/callback-token.ts';
import { AUTHORIZATION_PATH, systemOf } from './authorization-server.ts';

/** The dependencies of the tokens of callbacks. */
export interface CallbackTokensContext {
  /** With the network of callbacks: their proxies and certificates. */
  readonly system: System;
  /** The authorization server of the simulator, if it has one. */
  readonly server: AuthorizationServer | undefined;
  /** The issuer that the simulator's server will be; undefined where its port is not known yet. */
  readonly issuer: string | undefined;
  /** Returns the url by which this machine reaches the simulator. */
  address(): string;
  readonly environment: Readonly<Record<string, string | undefined>> | undefined;
}

/** The client that a XIS is at an authorization server of xis-testkit. */
const XIS_CLIENT = 'xis';

/**
 * Creates the source of the tokens of callbacks (AU-7): client credentials at the configured authorization server, or at the
 * simulator's own.
 * @returns nothing where callbacks are sent without tokens
 * @throws ConfigurationError for a key that cannot be used, and for a client that the simulator's own server would refuse
 */
export async function createCallbackTokens(
  configuration: Configuration,
  { system, server, issuer, address, environment = {} }: CallbackTokensContext,
): Promise<TokenDependencies> {
  const { callbackAuthorization: configured } = configuration;
  if (!configured && !server) return {};
  const { clientKeyJwk, ...settings }: CallbackAuthorization = configured ?? {};
  const path = 'callbackAuthorization.clientKeyJwk';
  // Loaded here, because a simulator without tokens starts faster without it.
  const { readClientKey } = await import('../../oauth/client/client-key.ts');
  const clientKey = clientKeyJwk === undefined ? undefined : await readClientKey(clientKeyJwk, path);
  const clientSecret = environment[CLIENT_SECRET_VARIABLE] || undefined;
  if (!server || !isOwn(settings, issuer)) {
    const options = { ...settings, ...defined({ clientKey, clientSecret }) };
    const network = { ...realOAuthSystem, now: () => system.now(), fetch: system.fetch };
    return { callbackToken: onFirstUse(() => findServerDefaults(options, network)) };
  }
  const { spreekuurAudience = 'spreekuur' } = server.control.settings;
  const { clientId = XIS_CLIENT, audience = spreekuurAudience, scope } = settings;
  const client = (await server.control.view()).clients.find((candidate) => candidate.clientId === clientId);
  const ways = waysOf(client, settings.clientAuth, clientKey !== undefined);
  if (ways.length === 0 && hasCallbacks(configuration)) throw refusedClient(clientId);
  return {
    callbackToken: onFirstUse(async () => ({
      ...defined({ clientKey, scope, clientAuth: ways[0] }),
      clientSecret: secretOf(clientId, server.control, environment),
      clientId,
      audience,
      issuer: server.issuer,
      tokenUrl: `${address()}${AUTHORIZATION_PATH}/token`,
      system: systemOf(server),
    })),
    issueWrongToken: async (request) =>
      (await server.control.issue({ ...defined({ scope }), ...request, clientId, audience })).token,
  };
}

/** Returns whether tokens come from the simulator's own server. */
function isOwn(settings: CallbackAuthorization, issuer: string | undefined): boolean {
  return settings.tokenUrl === undefined && (settings.issuer === undefined || settings.issuer === issuer);
}

/** Returns whether callbacks are configured: others are only possible, and may never be sent. */
function hasCallbacks({ callbackAuthorization, organizations }: Configuration): boolean {
  return callbackAuthorization !== undefined || organizations.some(({ callbacks }) => callbacks?.url !== undefined);
}

/** Returns the ways in which a client of the simulator's own server can authenticate itself; with a key, by the key first. */
function waysOf(
  client: AuthorizationServerView['clients'][number] | undefined,
  wanted: ClientAuthentication | undefined,
  hasKey: boolean,
): readonly ClientAuthentication[] {
  if (!client?.grants.includes('client_credentials')) return [];
  const usable: readonly ClientAuthentication[] = hasKey
    ? ['private_key_jwt', 'client_secret_basic', 'client_secret_post']
    : ['client_secret_basic', 'client_secret_post'];
  return usable.filter((way) => client.clientAuth.includes(way) && (wanted === undefined || way === wanted));
}

function refusedClient(clientId: string): ConfigurationError {
  const needs = 'the grant client_credentials, and a secret or the key in callbackAuthorization.clientKeyJwk';
  const message = `expected the client ${clientId}, which gets the tokens of callbacks, with ${needs}`;
  return new ConfigurationError([{ path: ['authorizationServer', 'clients'], message }]);
}

/** Returns the secret of a client of the simulator's own server. */
function secretOf(
  clientId: string,
  { settings: { clients } }: AuthorizationControl,
  environment: Readonly<Record<string, string | undefined>>,
): string {
  const { clientSecret, clientSecretVariable = CLIENT_SECRET_VARIABLE } =
    clients?.find((candidate) => candidate.clientId === clientId) ?? {};
  return clientSecret ?? (environment[clientSecretVariable] || TEST_SECRET);
}

/** Adds the client and the audience of a XIS, where the authorization server is one of xis-testkit. */
async function findServerDefaults(options: TokenSourceOptions, system: OAuthSystem): Promise<TokenSourceOptions> {
  const { issuer, tokenUrl, clientId, audience } = options;
  const isComplete = clientId !== undefined && audience !== undefined;
  if (issuer === undefined || tokenUrl !== undefined || isComplete) return { ...options, system };
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
