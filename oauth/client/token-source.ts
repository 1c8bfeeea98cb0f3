import { importJWK, type JWK } from 'jose';
import {
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
import { XisTestkitError } from '../../errors/xis-testkit-error.ts';
import { defined } from '../../schema/defined.ts';
import { parseJson } from '../../transport/parse-json.ts';
import type { TokenProblem } from '../../transport/problems.ts';
import { parseRetryAfter } from '../../transport/retry-after.ts';
import { createAttempts, createBoundedFetch } from '../bounded-fetch.ts';
import { discover, type Metadata } from '../discover.ts';
import { ACCESS_TOKEN_TYPE, GRANT_TYPES } from '../grant-types.ts';
import { type OAuthSystem, realSystem } from '../system.ts';
import { describeFault, isUnavailable, problemOf, TokenError } from '../token-error.ts';
import { cacheToken } from './cache-token.ts';
import { TEST_SECRET } from './secrets.ts';
import type { ClientAuthentication, Grant } from './settings.ts';

/** The origin of a token (AU-1, AU-7, AU-11): of one patient, or of a client. */
export interface TokenSourceOptions {
  /** The authorization server, whose metadata (RFC 8414) names the token endpoint. */
  readonly issuer?: string;
  /** The token endpoint. Metadata is not read then, and `issuer` is the audience of assertions only. */
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
  /**
   * The patient's access token, which is exchanged (RFC 8693). A function is called for each exchange, and once more with the
   * token that was refused, to return another one of the same patient: until the next exchange, all get the token of the last
   * one. Each patient needs a source.
   */
  readonly subjectToken?: string | ((refused?: string) => string | Promise<string>);
  /** Whether requests to the authorization server are sent again after 429, 502, 503 and 504. Default: false. */
  readonly retries?: boolean;
  /** Replaces clock, chance and network, for tests and proxies. */
  readonly system?: OAuthSystem;
}

/** Returns the current token; gets the token that was refused, if any, to return another one. */
export type TokenSource = (refused?: string) => Promise<string>;

/** The share of its lifetime in which a token is used. */
const USED_SHARE = 0.8;
/** The lifetime of a token without `expires_in`, in seconds: as long as the shortest that is usual. */
const DEFAULT_LIFETIME_S = 60;
/** The lifetime of an assertion, in seconds (RFC 7523). */
const ASSERTION_LIFETIME_S = 60;
/** The problem of a client that is incomplete or refused. */
const CLIENT: TokenProblem = 'token-client-refused';
/** The statuses with which servers refuse the token of a patient: 403 is that of Keycloak. */
const SUBJECT_REFUSED: readonly number[] = [400, 403];

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
  const attempt = createAttempts(system, { retries });
  let server: Metadata | undefined;
  const findServer = async (): Promise<Metadata> => {
    if (tokenUrl !== undefined) return { issuer: issuer ?? tokenUrl, token_endpoint: tokenUrl };
    server ??= await discover(String(issuer), system, fetch);
    return server;
  };

  /** Requests a token; returns the response, also one that is an error. */
  const request = async (metadata: Metadata, clientId: string, subjectToken: string | undefined): Promise<Response> => {
    const authentication = await authenticate(options, metadata, system);
    const { grantType, parameters } = describeGrant(options, metadata, subjectToken);
    return attempt((once) =>
      genericTokenEndpointRequest(metadata, { client_id: clientId }, authentication, grantType, parameters, {
        [customFetch]: once,
        [allowInsecureRequests]: true as boolean,
      }),
    );
  };

  const renew = async () => {
    const requestedAt = system.now();
    try {
      const metadata = await findServer();
      const { clientId = metadata.xis_testkit?.client_id } = options;
      if (clientId === undefined) throw new TokenError('expected clientId, got none', CLIENT);
      const subjectToken = await getSubjectToken(options);
      let response = await request(metadata, clientId, subjectToken);
      // The token of the patient may have expired: RFC 8693, section 2.2.2.
      if (SUBJECT_REFUSED.includes(response.status) && subjectToken !== undefined) {
        const another = await getSubjectToken(options, subjectToken);
        if (another !== undefined && another !== subjectToken) response = await request(metadata, clientId, another);
      }
      const { token, lifetimeMs } = await readToken(response, metadata, clientId, system.now());
      return { token, usableUntil: requestedAt + lifetimeMs * USED_SHARE };
    } catch (error) {
      // Such as that of the command that prints the token of the patient.
      if (error instanceof XisTestkitError && !(error instanceof TokenError)) throw error;
      const { retryAfterMs } = error instanceof TokenError ? error : {};
      const text = `the token endpoint issued no token: ${describeFault(error)}`;
      throw new TokenError(text, problemOf(error), { retryAfterMs });
    }
  };
  return cacheToken(renew, system.now);
}

/** Returns the token of the patient, if there is one. */
async function getSubjectToken(options: TokenSourceOptions, refused?: string): Promise<string | undefined> {
  const { subjectToken } = options;
  if (chooseGrant(options) === 'client_credentials') return undefined;
  return typeof subjectToken === 'function' ? subjectToken(refused) : subjectToken;
}

/** Reads a token response (RFC 6749, section 5.1), as tolerantly as servers differ. */
async function readToken(response: Response, metadata: Metadata, clientId: string, now: number) {
  if (!response.ok) throw await readRejection(response, now);
  const { value } = parseJson(await response.clone().text());
  if (typeof value !== 'object' || value === null)
    throw new TokenError('its response is no JSON object', 'token-server-unreachable');
  // An id token is not read, and some servers write the lifetime as text or as 0.
  const { id_token: _idToken, expires_in: lifetime, ...rest } = value as Readonly<Record<string, unknown>>;
  const body = JSON.stringify(rest);
  const known = new Response(body, { headers: { 'Content-Type': response.headers.get('Content-Type') ?? '' } });
  const { access_token: token } = await processGenericTokenEndpointResponse(metadata, { client_id: clientId }, known);
  return { token, lifetimeMs: readLifetime(lifetime) * 1000 };
}

/** Returns the lifetime of a token in seconds; 0 for one that is not kept. */
function readLifetime(value: unknown): number {
  if (value === undefined || value === null) return DEFAULT_LIFETIME_S;
  const seconds = typeof value === 'string' ? Number.parseFloat(value) : value;
  return typeof seconds === 'number' && seconds > 0 ? seconds : 0;
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
  const secret = clientSecret || (metadata.xis_testkit && TEST_SECRET);
  if (!secret) throw new TokenError(`expected a client secret for ${way}, got none`, CLIENT);
  return way === 'client_secret_post' ? ClientSecretPost(secret) : ClientSecretBasic(secret);
}

async function signAssertion(key: JWK, system: OAuthSystem): Promise<ClientAuth> {
  let imported: Awaited<ReturnType<typeof importJWK>>;
  try {
    imported = await importJWK(key, key.alg ?? (key.kty === 'RSA' ? 'RS256' : undefined));
  } catch {
    throw new TokenError('the key of the client is not a private JWK', CLIENT);
  }
  if (imported instanceof Uint8Array || imported.type !== 'private') {
    throw new TokenError('the key of the client is not a private JWK', CLIENT);
  }
  const { modulusLength = 2048 } = imported.algorithm as { readonly modulusLength?: number };
  // RFC 7518, section 3.3.
  if (modulusLength < 2048) throw new TokenError('the RSA key of the client has fewer than 2048 bits', CLIENT);
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

function chooseGrant({ grant, subjectToken }: TokenSourceOptions): Grant {
  return grant ?? (subjectToken === undefined ? 'client_credentials' : 'token_exchange');
}

function describeGrant(options: TokenSourceOptions, { xis_testkit: test }: Metadata, subjectToken: string | undefined) {
  const { audience, scope } = options;
  const chosen = chooseGrant(options);
  if (chosen === 'token_exchange' && !subjectToken) {
    throw new TokenError('expected subjectToken for a token exchange, got none', 'token-refused');
  }
  const exchange = { subject_token: subjectToken, subject_token_type: ACCESS_TOKEN_TYPE };
  const parameters = {
    ...(chosen === 'token_exchange' && exchange),
    ...defined({ audience: audience ?? test?.audience, scope }),
  };
  return { grantType: GRANT_TYPES[chosen], parameters: new URLSearchParams(parameters as Record<string, string>) };
}

/** The error codes of RFC 6749, RFC 7591 and RFC 8693; another text may be anything, even a secret. */
const ERROR_CODES: readonly unknown[] = [
  'invalid_request',
  'invalid_client',
  'invalid_client_metadata',
  'invalid_grant',
  'unauthorized_client',
  'unsupported_grant_type',
  'invalid_scope',
  'invalid_target',
  'access_denied',
  'server_error',
  'temporarily_unavailable',
];

/** The problems that error codes show. */
const PROBLEM_OF: ReadonlyMap<unknown, TokenProblem> = new Map([
  ['invalid_client', CLIENT],
  ['unauthorized_client', CLIENT],
  ['unsupported_grant_type', CLIENT],
  ['invalid_target', 'token-target-refused'],
  ['invalid_scope', 'token-scope-refused'],
]);

/** Returns whether a status is that of a server that fails, or of a URL that is no token endpoint. */
function isElsewhere(status: number): boolean {
  return isUnavailable(status) || status === 404 || status === 405;
}

/** Reads an error response: its status and its error code. The description of the server may repeat a token. */
async function readRejection(response: Response, now: number): Promise<TokenError> {
  const { value } = parseJson(await response.text());
  const code = (value as { readonly error?: unknown } | null | undefined)?.error;
  const { status } = response;
  const problem = isElsewhere(status) ? 'token-server-unreachable' : (PROBLEM_OF.get(code) ?? 'token-refused');
  const mayWait = status === 429 || status === 503;
  const retryAfterMs = mayWait ? parseRetryAfter(response.headers, now) : undefined;
  const text = `it returned ${status}${ERROR_CODES.includes(code) ? ` ${String(code)}` : ''}`;
  return new TokenError(text, problem, { retryAfterMs });
}
