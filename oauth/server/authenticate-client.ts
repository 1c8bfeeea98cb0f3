import { createHash } from 'node:crypto';
import { decodeJwt } from 'jose';
import { equalSecrets } from '../../fhir/http/control-access.ts';
import { ALGORITHMS } from '../algorithms.ts';
import type { ClientAuthentication } from '../client/settings.ts';
import { verifyToken } from '../public-keys.ts';
import type { Client } from './clients.ts';
import { OAuthError } from './oauth-error.ts';

/** The type of a client assertion (RFC 7523, section 2.2). */
export const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** The clients, and what a client assertion is checked against. */
export interface ClientRegistry {
  readonly clients: ReadonlyMap<string, Client>;
  /** Milliseconds since the epoch. */
  now(): number;
  /** The accepted audiences of an assertion: the issuer and the token endpoint. */
  audiences(): readonly string[];
  /** The assertions that were used, by a hash of client and `jti`, with their expiry in milliseconds; the oldest first. */
  readonly usedAssertions: Map<string, number>;
}

/** The longest lifetime of an assertion, and the tolerance of clocks, in seconds. */
const MAX_ASSERTION_S = 300;
const CLOCK_SKEW_S = 60;
const MAX_USED_ASSERTIONS = 100_000;

/**
 * Authenticates a client by exactly one of its ways (RFC 6749, section 2.3; RFC 7523, section 3).
 * @throws OAuthError `invalid_client`, and `invalid_request` for several ways at once
 */
export async function authenticateClient(
  authorization: string | undefined,
  parameters: URLSearchParams,
  registry: ClientRegistry,
): Promise<Client> {
  const ways: ClientAuthentication[] = [];
  if (authorization !== undefined) ways.push('client_secret_basic');
  if (parameters.has('client_secret')) ways.push('client_secret_post');
  if (parameters.has('client_assertion') || parameters.has('client_assertion_type')) ways.push('private_key_jwt');
  const [way, ...others] = ways;
  if (others.length > 0) throw new OAuthError('invalid_request', 'Several ways of client authentication at once.');
  switch (way) {
    case 'client_secret_basic':
      return authenticateByHeader(String(authorization), parameters, registry);
    case 'client_secret_post':
      return checkSecret(parameters.get('client_id'), parameters.get('client_secret') ?? '', way, registry);
    case 'private_key_jwt':
      return authenticateByAssertion(parameters, registry);
    default:
      throw new OAuthError('invalid_client', 'The request has no client authentication.');
  }
}

function authenticateByHeader(authorization: string, parameters: URLSearchParams, registry: ClientRegistry): Client {
  const credentials = /^Basic +([A-Za-z0-9+/]+=*)$/i.exec(authorization.trim())?.[1];
  const [id, secret] = decodeBasic(credentials) ?? [];
  const named = parameters.get('client_id');
  if (id !== undefined && named !== null && named !== id) {
    throw new OAuthError('invalid_request', 'client_id differs from the client in the Authorization header.');
  }
  return checkSecret(id ?? null, secret ?? '', 'client_secret_basic', registry);
}

/** Returns id and secret, each decoded as a form is (RFC 6749, section 2.3.1). */
function decodeBasic(credentials: string | undefined): readonly [id: string, secret: string] | undefined {
  const text = Buffer.from(credentials ?? '', 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 1) return undefined;
  try {
    const decode = (part: string): string => decodeURIComponent(part.replaceAll('+', ' '));
    return [decode(text.slice(0, colon)), decode(text.slice(colon + 1))];
  } catch {
    return undefined;
  }
}

/** Compares a secret in constant time, also that of a client that does not exist. */
function checkSecret(
  id: string | null,
  secret: string,
  way: ClientAuthentication,
  { clients }: ClientRegistry,
): Client {
  const client = clients.get(id ?? '');
  const isEqual = equalSecrets(secret, client?.clientSecret ?? '');
  // An empty secret is no secret.
  if (client?.clientSecret && isEqual && client.clientAuth.includes(way)) return client;
  throw rejected();
}

async function authenticateByAssertion(parameters: URLSearchParams, registry: ClientRegistry): Promise<Client> {
  if (parameters.get('client_assertion_type') !== ASSERTION_TYPE) {
    throw new OAuthError('invalid_request', `client_assertion_type: expected ${ASSERTION_TYPE}.`);
  }
  const assertion = parameters.get('client_assertion') ?? '';
  const id = subjectOf(assertion);
  const client = registry.clients.get(id ?? '');
  const named = parameters.get('client_id');
  const isNamed = named === null || named === id;
  if (!client?.getKey || !client.clientAuth.includes('private_key_jwt') || !isNamed) throw rejected();
  const now = registry.now();
  try {
    const payload = await verifyToken(assertion, client.getKey, {
      algorithms: [...ALGORITHMS],
      issuer: client.clientId,
      subject: client.clientId,
      audience: [...registry.audiences()],
      requiredClaims: ['exp', 'jti'],
      clockTolerance: CLOCK_SKEW_S,
      currentDate: new Date(now),
    });
    const expiry = Number(payload.exp) * 1000;
    const { iat = 0 } = payload;
    const isTimely = expiry <= now + (MAX_ASSERTION_S + CLOCK_SKEW_S) * 1000 && iat * 1000 <= now + CLOCK_SKEW_S * 1000;
    if (!isTimely || payload.jti === undefined) throw rejected();
    useOnce(client.clientId, payload.jti, expiry + CLOCK_SKEW_S * 1000, registry);
    return client;
  } catch {
    throw rejected();
  }
}

function subjectOf(assertion: string): string | undefined {
  try {
    return decodeJwt(assertion).sub;
  } catch {
    return undefined;
  }
}

/** @throws OAuthError for an assertion that was used before, and where more are in use than can be remembered */
function useOnce(clientId: string, jti: string, until: number, { usedAssertions, now }: ClientRegistry): void {
  for (const [old, expiry] of usedAssertions) {
    if (expiry > now()) break;
    usedAssertions.delete(old);
  }
  // A `jti` can be as long as the request.
  const id = createHash('sha256')
    .update(JSON.stringify([clientId, jti]))
    .digest('base64url');
  if (usedAssertions.has(id) || usedAssertions.size >= MAX_USED_ASSERTIONS) throw rejected();
  usedAssertions.set(id, until);
}

function rejected(): OAuthError {
  return new OAuthError('invalid_client', 'Client authentication failed.');
}
