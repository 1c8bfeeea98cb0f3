import { importJWK, type JWK } from 'jose';
import {
  type AuthorizationServer,
  allowInsecureRequests,
  type ClientAuth,
  ClientSecretBasic,
  ClientSecretPost,
  customFetch,
  genericTokenEndpointRequest,
  modifyAssertion,
  PrivateKeyJwt,
  processGenericTokenEndpointResponse,
} from 'oauth4webapi';
import type { TokenProblem } from '../../transport/problems.ts';
import { createBoundedFetch } from '../bounded-fetch.ts';
import { discover, type Metadata } from '../discover.ts';
import type { OAuthSystem } from '../system.ts';
import { realSystem } from '../system.ts';
import { describeFault, isUnavailable, problemOf, TokenError } from '../token-error.ts';
import { cacheToken } from './cache-token.ts';
import type { ClientAuthentication, Grant } from './settings.ts';

/** Where a token comes from (AU-1, AU-7, AU-11). */
export interface TokenSourceOptions {
  /** The authorization server, whose metadata (RFC 8414) names the token endpoint. */
  readonly issuer?: string;
  /** The token endpoint, in the place of `issuer`. */
  readonly tokenUrl?: string;
  readonly clientId?: string;
  readonly clientSecret?: string;
  /** The private key of the client, as a JWK with `alg`, for `private_key_jwt` (RFC 7523). */
  readonly clientKey?: JWK;
  /** Default: `client_secret_basic`, and `private_key_jwt` with a key. */
  readonly clientAuth?: ClientAuthentication;
  readonly audience?: string;
  /** Separated by spaces. */
  readonly scope?: string;
  /** Default: `token_exchange` with a subject token, `client_credentials` without one. */
  readonly grant?: Grant;
  /** The patient's access token, which is exchanged (RFC 8693); a function is called for each exchange. */
  readonly subjectToken?: string | (() => string | Promise<string>);
  /** Whether requests to the authorization server are sent again after 429, 502, 503 and 504. Default: false. */
  readonly retries?: boolean;
  /** Replaces clock, chance and network, for tests and proxies. */
  readonly system?: OAuthSystem;
}

/** Returns the current token; gets the token that was refused, if any, to return another one. */
export type TokenSource = (refused?: string) => Promise<string>;

/** The parameters of the grants. */
const GRANT_TYPES: Readonly<Record<Grant, string>> = {
  client_credentials: 'client_credentials',
  token_exchange: 'urn:ietf:params:oauth:grant-type:token-exchange',
};
const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token';

/** The share of its lifetime in which a token is used. */
const USED_SHARE = 0.8;
/** The lifetime of a token without `expires_in`, in seconds: as long as the shortest that is usual. */
const DEFAULT_LIFETIME_S = 60;
/** The lifetime of an assertion, in seconds (RFC 7523). */
const ASSERTION_LIFETIME_S = 60;
/** What is missing or refused is of the client. */
const CLIENT: TokenProblem = 'token-client-refused';
/** The secret of the clients of a test authorization server on this machine, unless others are configured. */
export const TEST_SECRET = 'xis-testkit';

/**
 * Creates a source of tokens: token exchange where a patient is logged in (RFC 8693; AU-1), client credentials otherwise
 * (RFC 6749, section 4.4; AU-7, AU-11). A token is used for 80 % of its lifetime, and renewed when it was refused. One
 * request for it is under way at a time.
 * @returns a function that rejects with a TokenError, which has nothing secret
 * @throws TokenError when the options do not say where the token comes from
 * @example
 * const token = createTokenSource({ issuer: 'https://login.example', clientId: 'xis', clientSecret, audience: 'spreekuur' });
 * const engine = createBookingEngine({ xis: 'http://localhost:8080/fhir', organization: '01000001', token });
 */
export function createTokenSource(options: TokenSourceOptions): TokenSource {
  const { issuer, tokenUrl, system = realSystem, retries = false } = options;
  if (issuer === undefined && tokenUrl === undefined) throw new TokenError('expected issuer or tokenUrl, got neither');
  const fetch = createBoundedFetch(system, { retries });
  let server: Metadata | undefined;
  const findServer = async (): Promise<Metadata> => {
    server ??= issuer === undefined ? { issuer: String(tokenUrl) } : await discover(issuer, system, fetch);
    return tokenUrl === undefined ? server : { ...server, token_endpoint: tokenUrl };
  };

  const renew = async () => {
    const requestedAt = system.now();
    try {
      const metadata = await findServer();
      const { clientId = metadata.xis_testkit?.client_id } = options;
      if (clientId === undefined) throw new TokenError('expected clientId, got none', CLIENT);
      const authentication = await authenticate(options, metadata, system);
      const { grantType, parameters } = await describeGrant(options, metadata);
      const settings = { [customFetch]: fetch, [allowInsecureRequests]: true as boolean };
      const client = { client_id: clientId };
      const response = await genericTokenEndpointRequest(
        metadata,
        client,
        authentication,
        grantType,
        parameters,
        settings,
      );
      if (!response.ok) throw await readRejection(response);
      const result = await processGenericTokenEndpointResponse(metadata, client, response);
      const { access_token: token, expires_in: lifetime = DEFAULT_LIFETIME_S } = result;
      return { token, usableUntil: requestedAt + lifetime * 1000 * USED_SHARE };
    } catch (error) {
      throw new TokenError(`the token endpoint issued no token: ${describeFault(error)}`, problemOf(error));
    }
  };
  return cacheToken(renew, system.now);
}

/** Returns the client authentication, which also says which algorithm signs an assertion. */
async function authenticate(
  { clientSecret, clientKey, clientAuth }: TokenSourceOptions,
  metadata: Metadata,
  system: OAuthSystem,
): Promise<ClientAuth> {
  const way = clientAuth ?? (clientKey ? 'private_key_jwt' : 'client_secret_basic');
  if (way === 'private_key_jwt') {
    if (!clientKey) throw new TokenError('expected clientKey for private_key_jwt, got none', CLIENT);
    return signAssertion(clientKey, system);
  }
  // Only a server of xis-testkit has a secret that everybody knows, and only on its own machine.
  const secret = clientSecret ?? (metadata.xis_testkit && TEST_SECRET);
  if (secret === undefined) throw new TokenError(`expected a client secret for ${way}, got none`, CLIENT);
  return way === 'client_secret_post' ? ClientSecretPost(secret) : ClientSecretBasic(secret);
}

async function signAssertion(key: JWK, system: OAuthSystem): Promise<ClientAuth> {
  let imported: Awaited<ReturnType<typeof importJWK>>;
  try {
    imported = await importJWK(key, key.alg ?? (key.kty === 'RSA' ? 'RS256' : undefined));
  } catch {
    throw new TokenError('the key of the client is not a private JWK');
  }
  if (imported instanceof Uint8Array) throw new TokenError('the key of the client is not a private JWK');
  return PrivateKeyJwt(
    { key: imported, ...(key.kid !== undefined && { kid: key.kid }) },
    {
      // The clock of the authorization server may be a simulated one.
      [modifyAssertion]: (_header, payload) => {
        const now = Math.floor(system.now() / 1000);
        Object.assign(payload, { iat: now, nbf: now, exp: now + ASSERTION_LIFETIME_S });
      },
    },
  );
}

async function describeGrant(options: TokenSourceOptions, { xis_testkit: test }: AuthorizationServer & Metadata) {
  const { subjectToken, scope } = options;
  const { audience = test?.audience, grant = subjectToken === undefined ? 'client_credentials' : 'token_exchange' } =
    options;
  const parameters = new URLSearchParams();
  if (grant === 'token_exchange') {
    if (subjectToken === undefined) {
      throw new TokenError('expected subjectToken for a token exchange, got none', 'token-refused');
    }
    parameters.set('subject_token', typeof subjectToken === 'string' ? subjectToken : await subjectToken());
    parameters.set('subject_token_type', ACCESS_TOKEN);
  }
  if (audience !== undefined) parameters.set('audience', audience);
  if (scope !== undefined) parameters.set('scope', scope);
  return { grantType: GRANT_TYPES[grant], parameters };
}

/** An error code of RFC 6749, section 5.2. */
const ERROR_CODE = /^[a-z_]{1,40}$/;

/** The problems that error codes show (RFC 6749, section 5.2; RFC 8693, section 2.2.2). */
const PROBLEM_OF: ReadonlyMap<string, TokenProblem> = new Map([
  ['invalid_client', 'token-client-refused'],
  ['unauthorized_client', 'token-client-refused'],
  ['unsupported_grant_type', 'token-client-refused'],
  ['invalid_target', 'token-target-refused'],
  ['invalid_scope', 'token-scope-refused'],
]);

/** Reads an error response: its status and its error code. The description of the server may repeat a token. */
async function readRejection(response: Response): Promise<TokenError> {
  const body = (await response.json().catch(() => undefined)) as { readonly error?: unknown } | null | undefined;
  const code = String(body?.error);
  const { status } = response;
  const problem = isUnavailable(status) ? 'token-server-unreachable' : (PROBLEM_OF.get(code) ?? 'token-refused');
  return new TokenError(`it returned ${status}${ERROR_CODE.test(code) ? ` ${code}` : ''}`, problem);
}
