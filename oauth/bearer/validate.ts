import type { IncomingMessage } from 'node:http';
import {
  type CryptoKey,
  compactVerify,
  decodeJwt,
  decodeProtectedHeader,
  errors,
  exportSPKI,
  importJWK,
  UnsecuredJWT,
} from 'jose';
import { ConfigurationError } from '../../schema/mistake.ts';
import { ALGORITHMS } from '../algorithms.ts';
import { verifyToken } from '../public-keys.ts';
import type { OAuthSystem } from '../system.ts';
import { type Claims, readBsn, readClientId, readOrganizations, readScopes } from './claims.ts';
import { createKeySet, type KeySet, KeySetUnavailable } from './key-set.ts';
import { readAuthorization } from './read-authorization.ts';
import type { RejectionReason } from './rejections.ts';
import type { AuthenticationSettings } from './settings.ts';

/** The sender of a request, as a valid token names it. */
export interface Bearer {
  readonly clientId: string | undefined;
  /** The BSN of the patient who is logged in (AU-5); undefined with a token from client credentials (AU-11). */
  readonly bsn: string | undefined;
  /** Returns whether the client may act for an organization (AU-8). */
  mayActFor(agb: string): boolean;
  /** Irregularities of a token that is valid all the same. */
  readonly notes: readonly string[];
}

/** Why a request is rejected. The description has nothing of the token. */
export interface BearerRejection {
  readonly reason: RejectionReason;
  readonly description: string;
  /** The value of `WWW-Authenticate` (RFC 6750, section 3; AU-4); undefined where the client can do nothing about it. */
  readonly challenge: string | undefined;
}

/** The mistakes of a validator, for the defects of the simulator. */
export interface Leniency {
  readonly ignores: ReadonlySet<'expiry' | 'audience' | 'issuer' | 'signature'>;
  readonly accepts: ReadonlySet<'none' | 'hmac'>;
  readonly keepsOldKeys: boolean;
}

/** Validates the bearer tokens of requests. */
export interface BearerValidator {
  /** Returns who sends a request; undefined in the modes `off` and `presence`, which do not look into tokens. */
  validate(
    request: Pick<IncomingMessage, 'rawHeaders' | 'url'>,
    leniency?: Leniency,
  ): Promise<{ readonly bearer: Bearer | undefined } | BearerRejection>;
}

const STRICT: Leniency = { ignores: new Set(), accepts: new Set(), keepsOldKeys: false };

/** The media types of an access token in `typ` (RFC 9068, and Keycloak); another one is another kind of token (RFC 8725). */
const TYPES = new Set(['jwt', 'at+jwt', 'application/jwt', 'application/at+jwt']);

/**
 * Creates a validator of bearer tokens (RFC 6750, RFC 7519, RFC 8725; AU-2 to AU-4). The first failure decides: the
 * credentials, the key, the signature, and then the claims.
 * @param options.refetchesFreely whether each unknown key makes it read the keys again: of a server in the same process
 * @throws ConfigurationError for the mode `jwt` without issuer or audience: every token of the keys would be accepted
 */
export function createBearerValidator(
  settings: AuthenticationSettings,
  system: OAuthSystem,
  options: { readonly refetchesFreely?: boolean } = {},
): BearerValidator {
  const { mode, realm = 'xis-testkit', issuer, jwksUri, requiredScopes = [] } = settings;
  if (mode === 'jwt') requireClaims(settings);
  const keys = createKeySet({ issuer, jwksUri }, system, options);
  const challenge = (error?: string, description?: string): string =>
    `Bearer realm="${realm}"${error === undefined ? '' : `, error="${error}", error_description="${description}"`}`;
  const invalid = (description: string, reason: BearerRejection['reason'] = 'invalid'): BearerRejection => ({
    reason,
    description,
    challenge: challenge('invalid_token', description),
  });

  return {
    async validate(request, leniency = STRICT) {
      if (mode === 'off') return { bearer: undefined };
      const credentials = readAuthorization(request);
      if ('problem' in credentials) {
        if (credentials.problem === 'malformed') return invalid('The token is malformed.', 'malformed');
        if (credentials.problem === 'missing') {
          return { reason: 'missing', description: 'A bearer token is required.', challenge: challenge() };
        }
        const description = 'The request has several tokens.';
        return { reason: 'several', description, challenge: challenge('invalid_request', description) };
      }
      if (mode === 'presence') return { bearer: undefined };
      try {
        const claims = await verify(credentials.token, settings, keys, leniency, system.now());
        const scopes = readScopes(claims);
        if (requiredScopes.every((scope) => scopes.includes(scope))) return { bearer: toBearer(claims, settings) };
        const description = 'The token does not have the required scopes.';
        const scoped = `${challenge('insufficient_scope', description)}, scope="${requiredScopes.join(' ')}"`;
        return { reason: 'insufficient-scope', description, challenge: scoped };
      } catch (error) {
        if (error instanceof KeySetUnavailable) {
          const description = 'The keys of the authorization server cannot be read.';
          return { reason: 'keys-unavailable', description, challenge: undefined };
        }
        const isExpired = error instanceof errors.JWTExpired;
        return invalid(describeInvalid(error), isExpired ? 'expired' : 'invalid');
      }
    },
  };
}

function requireClaims({ issuer, audience }: AuthenticationSettings): void {
  const missing = Object.entries({ issuer, audience }).filter(([, value]) => value === undefined || value.length === 0);
  if (missing.length === 0) return;
  throw new ConfigurationError(
    missing.map(([key]) => ({ path: [key], message: 'expected for the mode jwt, got nothing' })),
  );
}

function describeInvalid(error: unknown): string {
  if (error instanceof errors.JWTExpired) return 'The token has expired.';
  if (error instanceof errors.JWTClaimValidationFailed)
    return CLAIM_FAULTS[error.claim] ?? 'A claim of the token is not valid.';
  if (error instanceof errors.JOSEAlgNotAllowed) return 'The algorithm of the token is not accepted.';
  if (error instanceof errors.JWKSNoMatchingKey) return 'The key of the token is unknown.';
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'The signature of the token is not valid.';
  return 'The token is not a valid JWT.';
}

const CLAIM_FAULTS: Readonly<Record<string, string>> = {
  iss: 'The token has another issuer.',
  aud: 'The token has another audience.',
  nbf: 'The token is not valid yet.',
  iat: 'The token was issued in the future.',
  exp: 'The token has no valid expiry.',
};

async function verify(
  token: string,
  settings: AuthenticationSettings,
  keys: KeySet,
  { ignores, accepts, keepsOldKeys }: Leniency,
  now: number,
): Promise<Claims> {
  const { issuer = '', audience = [], algorithms = ALGORITHMS, clockSkewSeconds: skew = 60 } = settings;
  const { alg, typ } = decodeProtectedHeader(token);
  if (typ !== undefined && !TYPES.has(typ.toLowerCase())) throw new errors.JWTInvalid('typ');
  const at = ignores.has('expiry') ? Math.min(now, expiryOf(token) - 1000) : now;
  const options = {
    ...(!ignores.has('issuer') && { issuer }),
    ...(!ignores.has('audience') && { audience: [audience].flat() }),
    requiredClaims: ['exp'],
    clockTolerance: skew,
    currentDate: new Date(at),
  };
  const skipsSignature =
    (ignores.has('signature') && (algorithms as readonly unknown[]).includes(alg)) ||
    (alg === 'none' && accepts.has('none')) ||
    (alg === 'HS256' && accepts.has('hmac') && (await isSignedWithPublicKey(token, keys)));
  const payload = skipsSignature
    ? UnsecuredJWT.decode(new UnsecuredJWT(decodeJwt(token)).encode(), options).payload
    : await verifyToken(token, keys.find(!keepsOldKeys), { ...options, algorithms: [...algorithms] });
  const { iat } = payload;
  const isIssued = iat === undefined || (Number.isFinite(iat) && iat <= now / 1000 + skew);
  if (!isIssued) throw new errors.JWTClaimValidationFailed('iat', payload, 'iat');
  return payload;
}

function expiryOf(token: string): number {
  const { exp } = decodeJwt(token);
  return typeof exp === 'number' ? exp * 1000 : Number.POSITIVE_INFINITY;
}

/** The mistake of RFC 8725, section 2.1: the text of a public key taken for the secret of an HMAC. */
async function isSignedWithPublicKey(token: string, keys: KeySet): Promise<boolean> {
  for (const key of (await keys.read()).keys) {
    const secret = await publicKeyAsSecret(key);
    const isValid = await compactVerify(token, secret).then(
      () => true,
      () => false,
    );
    if (isValid) return true;
  }
  return false;
}

/** Returns the PEM text of a public key as bytes. */
export async function publicKeyAsSecret(key: Parameters<typeof importJWK>[0]): Promise<Uint8Array> {
  const imported = await importJWK(key, undefined, { extractable: true });
  return new TextEncoder().encode(await exportSPKI(imported as CryptoKey));
}

function toBearer(claims: Claims, { bsnClaim = 'bsn', organizationClaim, clients }: AuthenticationSettings): Bearer {
  const found = readBsn(claims, bsnClaim);
  const clientId = readClientId(claims);
  const client = clients?.find((known) => known.clientId === clientId);
  return {
    clientId,
    bsn: found?.bsn,
    notes: found?.isNumber ? ['AU-5: the BSN in the token is a number, without its leading zeros'] : [],
    mayActFor(agb) {
      if (organizationClaim !== undefined && !readOrganizations(claims, organizationClaim).includes(agb)) return false;
      return clients === undefined || (client !== undefined && (client.organizations?.includes(agb) ?? true));
    },
  };
}
