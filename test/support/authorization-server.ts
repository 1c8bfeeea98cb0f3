import { randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import {
  type AuthorizationServer,
  type AuthorizationServerOptions,
  createAuthorizationServer,
  type OAuthSystem,
  realSystem,
} from '../../oauth/index.ts';
import { NINE } from './time.ts';

export const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';
export const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token';
export const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** A clock, timer and network for OAuth, whose time passes only when a test lets it pass. */
export interface TestSystem extends OAuthSystem {
  pass(milliseconds: number): void;
}

/** @param fetch replaces the network */
export function createTestSystem(fetch: typeof globalThis.fetch = realSystem.fetch): TestSystem {
  let now: number = NINE;
  return {
    now: () => now,
    randomUUID,
    fetch,
    // The waits before a request is sent again are over at once, time-outs are not.
    wait: (milliseconds, signal) => realSystem.wait(milliseconds < 5000 ? 0 : milliseconds, signal),
    pass(milliseconds) {
      now += milliseconds;
    },
  };
}

/** An authorization server that a test disposes of (`await using`). */
export interface TestAuthorizationServer extends AuthorizationServer, AsyncDisposable {
  readonly system: TestSystem;
  /** Sends a form to an endpoint; `basic` is `id:secret`. */
  post(path: string, form: Form, basic?: string): Promise<Response>;
  /** Requests a token with the secret of a client. */
  requestToken(form: Form, clientId?: string): Promise<Response>;
  /** Sends JSON to the control interface. */
  command(path: string, body?: unknown, method?: string): Promise<Response>;
}

export type Form = Readonly<Record<string, string>> | readonly (readonly [string, string])[];

/** Starts an authorization server on any port, with ES256: a key of RSA takes a tenth of a second. */
export async function startAuthorizationServer({
  settings,
  ...options
}: AuthorizationServerOptions = {}): Promise<TestAuthorizationServer> {
  const system = createTestSystem();
  const server = createAuthorizationServer({
    port: 0,
    system,
    settings: { algorithm: 'ES256', ...settings },
    ...options,
  });
  await server.listen();
  const post = (path: string, form: Form, basic?: string): Promise<Response> =>
    fetch(server.issuer + path, {
      method: 'POST',
      body: new URLSearchParams((Array.isArray(form) ? form : Object.entries(form)) as [string, string][]),
      headers: basic === undefined ? {} : { Authorization: `Basic ${Buffer.from(basic).toString('base64')}` },
    });
  const added = {
    system,
    post,
    requestToken: (form: Form, clientId = 'spreekuur') => post('/token', form, `${clientId}:xis-testkit`),
    command: (path: string, body?: unknown, method = 'POST') =>
      fetch(`${server.issuer}/__admin${path}`, {
        method,
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    [Symbol.asyncDispose]: () => server.close(),
  };
  return Object.defineProperties(server, Object.getOwnPropertyDescriptors(added)) as TestAuthorizationServer;
}

/** A key pair as JWKs. */
export async function createKeys(
  alg: string,
  kid?: string,
): Promise<{ readonly privateJwk: JWK; readonly publicJwk: JWK }> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  const named = { alg, ...(kid !== undefined && { kid }) };
  return {
    privateJwk: { ...(await exportJWK(privateKey)), ...named },
    publicJwk: { ...(await exportJWK(publicKey)), ...named },
  };
}

/** Signs claims as they are. */
export async function signClaims(claims: object, key: JWK, header: object = {}): Promise<string> {
  return new SignJWT({ ...claims }).setProtectedHeader({ alg: String(key.alg), ...header }).sign(key);
}
