import { parseJson } from '../../transport/parse-json.ts';
import { createBoundedFetch } from '../bounded-fetch.ts';
import { discover, type TestServerMetadata } from '../discover.ts';
import type { TestTokenRequest } from '../server/control.ts';
import { type OAuthSystem, realSystem } from '../system.ts';
import { TokenError } from '../token-error.ts';

/** A token of an authorization server of xis-testkit, as that server sees it. */
export interface InspectedToken {
  readonly isOurs: boolean;
  readonly isActive: boolean;
  readonly hasBsn: boolean;
  /** The claims that concern no patient. */
  readonly claims: Readonly<Record<string, unknown>>;
}

/** An authorization server of xis-testkit, through its control interface. */
export interface TestServer extends Omit<TestServerMetadata, 'control'> {
  readonly issuer: string;
  /** Logs a patient in: returns the patient's own token, for a token exchange (RFC 8693). */
  login(bsn: string): Promise<string>;
  /** Issues a token for a test, valid or with a deviation. */
  issue(request: TestTokenRequest): Promise<string>;
  inspect(token: string): Promise<InspectedToken>;
  /** Returns the ids of its clients, and how many tokens each got. */
  clients(): Promise<
    readonly { readonly clientId: string; readonly issued: number; readonly organizations?: readonly string[] }[]
  >;
}

/**
 * Finds out whether an authorization server is one of xis-testkit, which issues any token that a test needs.
 * @param options.controlToken the bearer token of its control interface, on a public address
 * @param options.retries whether requests are sent again after 429, 502, 503 and 504
 * @returns undefined for any other authorization server, and for one whose control interface is elsewhere: it would get BSNs
 * @throws TokenError when its metadata cannot be read
 */
export async function findTestServer(
  issuer: string,
  {
    controlToken,
    retries = false,
    system = realSystem,
  }: {
    readonly controlToken?: string | undefined;
    readonly retries?: boolean;
    readonly system?: OAuthSystem;
  } = {},
): Promise<TestServer | undefined> {
  const fetch = createBoundedFetch(system, { retries });
  const { xis_testkit: metadata, issuer: name } = await discover(issuer, system, fetch);
  if (!metadata || metadata.control !== `${name}/__admin`) return undefined;
  const { control, ...defaults } = metadata;
  const call = async (path: string, body?: object): Promise<unknown> => {
    const response = await fetch(control + path, {
      method: body ? 'POST' : 'GET',
      headers: {
        ...(body && { 'Content-Type': 'application/json' }),
        ...(controlToken !== undefined && { Authorization: `Bearer ${controlToken}` }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!response.ok) {
      throw new TokenError(
        `the control interface of the authorization server returned ${response.status}`,
        'token-login-refused',
      );
    }
    return parseJson(await response.text()).value;
  };
  const tokenOf = (response: unknown): string => {
    const { access_token: token } = (response ?? {}) as { readonly access_token?: unknown };
    if (typeof token === 'string') return token;
    throw new TokenError('the control interface of the authorization server returned no token');
  };
  return {
    ...defaults,
    issuer: name,
    login: async (bsn) => tokenOf(await call('/login', { bsn })),
    issue: async (request) => tokenOf(await call('/tokens', request)),
    inspect: async (token) => (await call('/inspect', { token })) as InspectedToken,
    clients: async () => ((await call('')) as { readonly clients: Awaited<ReturnType<TestServer['clients']>> }).clients,
  };
}
