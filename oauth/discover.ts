import {
  type AuthorizationServer,
  allowInsecureRequests,
  customFetch,
  discoveryRequest,
  processDiscoveryResponse,
} from 'oauth4webapi';
import type { TokenProblem } from '../transport/problems.ts';
import { createBoundedFetch } from './bounded-fetch.ts';
import type { OAuthSystem } from './system.ts';
import { describeFault, problemOf, TokenError } from './token-error.ts';

/** The metadata of an authorization server. One of xis-testkit says where its control interface is, and its defaults. */
export interface Metadata extends AuthorizationServer {
  readonly xis_testkit?: TestServerMetadata;
}

/** The additions of xis-testkit to the metadata (RFC 8414, section 2, allows more parameters). */
// An interface would not be a JSON value for TypeScript.
export type TestServerMetadata = {
  /** The base of the control interface. */
  readonly control: string;
  /** The client, the audience of a XIS, and that of Spreekuur.nl, which a token source uses unless it is configured. */
  readonly client_id: string;
  readonly audience: string;
  readonly callback_audience: string;
};

/** The places of the metadata: OpenID Connect Discovery, then RFC 8414. They differ for an issuer with a path. */
const WAYS = ['oidc', 'oauth2'] as const;

/**
 * Reads the metadata of an authorization server.
 * @param issuer exactly as in the claim `iss`
 * @param fetch bounded in time and size
 * @throws TokenError when there is no such metadata, or it names another issuer
 */
export async function discover(
  issuer: string,
  system: OAuthSystem,
  fetch = createBoundedFetch(system),
): Promise<Metadata> {
  if (!URL.canParse(issuer)) throw new TokenError('expected the url of an issuer', 'token-metadata');
  const expected = new URL(issuer);
  const options = { [customFetch]: fetch, [allowInsecureRequests]: true as boolean };
  let reason = '';
  let problem: TokenProblem = 'token-metadata';
  for (const algorithm of WAYS) {
    try {
      const response = await discoveryRequest(expected, { algorithm, ...options });
      return requireTls(expected, (await processDiscoveryResponse(expected, response)) as Metadata);
    } catch (error) {
      reason = describeFault(error);
      problem = problemOf(error, 'token-metadata');
      // A server that does not respond does not respond at the other place.
      if (error instanceof TokenError) break;
    }
  }
  throw new TokenError(`the metadata of the authorization server cannot be read: ${reason}`, problem);
}

/** @throws TokenError when secrets and keys would go over http, although the issuer has https (RFC 8414, section 2) */
function requireTls({ protocol }: URL, metadata: Metadata): Metadata {
  for (const name of ['token_endpoint', 'jwks_uri'] as const) {
    const url = metadata[name];
    if (url === undefined) continue;
    const isUsable = URL.canParse(url) && [protocol, 'https:'].includes(new URL(url).protocol);
    if (!isUsable) throw new TokenError(`its ${name} is no ${protocol.replace(':', '')} url`, 'token-metadata');
  }
  return metadata;
}
