import { createHmac } from 'node:crypto';
import { SignJWT, UnsecuredJWT } from 'jose';
import { ALGORITHMS } from '../algorithms.ts';
import { type Claims, readBsn } from '../bearer/claims.ts';
import { publicKeyAsSecret } from '../bearer/validate.ts';
import { createKeyFinder, verifyToken } from '../public-keys.ts';
import { RecentEntries } from '../recent-entries.ts';
import type { Client } from './clients.ts';
import type { AuthorizationServerSettings } from './settings.ts';
import { createSigningKey, type SigningKey, SigningKeys } from './signing-keys.ts';

/** A mistake that a token has, which a XIS must reject (AU-3), or a key that it does not know yet. */
export const TOKEN_DEVIATIONS = [
  'expired',
  'not-yet-valid',
  'tampered',
  'unsigned',
  'signed-with-public-key',
  'unknown-key',
  'other-issuer',
  'other-audience',
  'new-key',
] as const;
export type TokenDeviation = (typeof TOKEN_DEVIATIONS)[number];

/** The purpose of a token, and its deviation. */
export interface TokenRequest {
  readonly client: Client;
  readonly audience: readonly string[];
  readonly scope?: string | undefined;
  /** The patient: an opaque id, and a BSN if there is one. */
  readonly patient?: { readonly subject: string; readonly bsn?: string | undefined } | undefined;
  /** The latest expiry, in milliseconds since the epoch: that of a token that is exchanged. */
  readonly until?: number | undefined;
  readonly lifetimeSeconds?: number | undefined;
  readonly isExchanged?: boolean;
  readonly deviation?: TokenDeviation | undefined;
}

export interface IssuedToken {
  readonly token: string;
  readonly expiresInSeconds: number;
}

/** The properties of a token that its issuer knows. */
export interface Inspection {
  /** Whether this server has issued it. */
  readonly isOurs: boolean;
  /** Whether it is valid now: genuine, not expired, not revoked. */
  readonly isActive: boolean;
  readonly claims: Claims;
}

/** The revoked tokens that are remembered. */
const MAX_REVOKED = 10_000;

/** Issues tokens and recognizes them, on a clock under control. */
export class Issuer {
  readonly settings: AuthorizationServerSettings;
  readonly keys: SigningKeys;
  /** Returns the time in milliseconds since the epoch. */
  readonly now: () => number;
  /** The identifier of the issuer: the claim `iss`. */
  readonly url: () => string;
  readonly #randomUUID: () => string;
  readonly #subjectKey: string;
  readonly #revoked = new RecentEntries<true>(MAX_REVOKED);
  /** The number of tokens that each client got. */
  readonly issued = new Map<string, number>();
  /** The latest expiry of a token, in milliseconds since the epoch. */
  latestExpiry = 0;

  constructor(
    settings: AuthorizationServerSettings,
    system: { readonly now: () => number; readonly randomUUID: () => string },
    url: () => string,
  ) {
    this.settings = settings;
    this.now = system.now;
    this.url = url;
    this.#randomUUID = system.randomUUID;
    this.#subjectKey = system.randomUUID();
    this.keys = new SigningKeys(settings.algorithm ?? 'RS256', system.randomUUID);
  }

  /** Issues a token (RFC 9068); with a deviation one that is not right. */
  async issue(request: TokenRequest): Promise<IssuedToken> {
    const { settings } = this;
    const now = Math.floor(this.now() / 1000);
    const lifetime = request.lifetimeSeconds ?? settings.accessTokenSeconds ?? 300;
    const latest = request.until === undefined ? Number.POSITIVE_INFINITY : Math.floor(request.until / 1000);
    const { deviation } = request;
    // Beyond any usual tolerance of clocks.
    const shift = deviation === 'expired' ? -lifetime - 3600 : deviation === 'not-yet-valid' ? 3600 : 0;
    const exp = Math.min(now + lifetime, latest) + shift;
    const claims = this.#describe(request, { iat: now + shift, nbf: now + shift, exp });
    const token = await this.#sign(claims, deviation);
    this.issued.set(request.client.clientId, (this.issued.get(request.client.clientId) ?? 0) + 1);
    this.latestExpiry = Math.max(this.latestExpiry, exp * 1000);
    return { token, expiresInSeconds: Math.max(exp - now, 0) };
  }

  #describe({ client, audience, scope, patient, isExchanged, deviation }: TokenRequest, times: Claims): Claims {
    const { bsnClaim = 'bsn', organizationClaim, clientClaim = 'client_id', audienceForm, actor } = this.settings;
    const { clientId, organizations } = client;
    const aud = deviation === 'other-audience' ? ['another-audience'] : audience;
    const claims: Record<string, unknown> = {
      iss: deviation === 'other-issuer' ? `${this.url()}/another-issuer` : this.url(),
      sub: patient?.subject ?? clientId,
      aud: audienceForm === 'list' || aud.length > 1 ? aud : aud[0],
      ...times,
      jti: this.#randomUUID(),
      ...(clientClaim !== 'azp' && { client_id: clientId }),
      ...(clientClaim !== 'client_id' && { azp: clientId }),
      ...(scope !== undefined && { scope }),
      ...(isExchanged && actor && { act: { sub: clientId } }),
    };
    if (patient?.bsn !== undefined) setClaim(claims, bsnClaim, patient.bsn);
    if (organizationClaim !== undefined && organizations) setClaim(claims, organizationClaim, organizations);
    return claims;
  }

  async #sign(claims: Claims, deviation: TokenDeviation | undefined): Promise<string> {
    const { type: typ = 'at+jwt', algorithm = 'RS256' } = this.settings;
    if (deviation === 'unsigned') return new UnsecuredJWT(claims).encode();
    const sign = async ({ kid, algorithm: alg, privateKey }: SigningKey) =>
      new SignJWT({ ...claims }).setProtectedHeader({ alg, kid, typ }).sign(privateKey);
    if (deviation === 'unknown-key') return sign(await createSigningKey(algorithm, this.#randomUUID()));
    const key = await (deviation === 'new-key' ? this.keys.add() : this.keys.current());
    if (deviation === 'signed-with-public-key') {
      const header = { alg: 'HS256', kid: key.kid, typ };
      return new SignJWT({ ...claims }).setProtectedHeader(header).sign(await publicKeyAsSecret(key.publicJwk));
    }
    // Before it is signed: from then on the key is public.
    this.keys.noteUse(key, Number(claims['exp']) * 1000);
    const token = await sign(key);
    return deviation === 'tampered' ? tamper(token) : token;
  }

  /** Returns whether this server has issued a token, and whether it is valid now (RFC 7662). */
  async inspect(token: string): Promise<Inspection> {
    const getKey = createKeyFinder(await this.keys.allKeys());
    const options = { issuer: this.url(), algorithms: [...ALGORITHMS] };
    try {
      // Any time within its validity shows whether it is genuine.
      const always = { currentDate: new Date(0), clockTolerance: 1e11 };
      const payload = await verifyToken(token, getKey, { ...options, ...always });
      const now = this.now() / 1000;
      const isCurrent = Number(payload.exp) > now && Number(payload.nbf) <= now;
      const isRevoked = this.#revoked.get(String(payload.jti)) !== undefined;
      return { isOurs: true, isActive: isCurrent && !isRevoked, claims: payload };
    } catch {
      return { isOurs: false, isActive: false, claims: {} };
    }
  }

  /** Makes a token inactive for introspection and exchange. */
  async revoke(token: string): Promise<boolean> {
    const { isOurs, claims } = await this.inspect(token);
    if (isOurs) this.#revoked.set(String(claims['jti']), true);
    return isOurs;
  }

  /** Returns the patient of a token. */
  patientOf(claims: Claims): { readonly subject: string; readonly bsn: string | undefined } {
    return { subject: String(claims['sub']), bsn: readBsn(claims, this.settings.bsnClaim ?? 'bsn')?.bsn };
  }

  /** Returns the id of a patient: the same for each login, and opaque. Without a BSN it is a new one. */
  subjectOf(bsn: string | undefined): string {
    if (bsn === undefined) return this.#randomUUID();
    return createHmac('sha256', this.#subjectKey).update(bsn).digest('base64url').slice(0, 22);
  }
}

/** Sets a claim by its path. */
function setClaim(claims: Record<string, unknown>, path: string, value: unknown): void {
  const keys = path.includes('://') ? [path] : path.split('.');
  const last = keys.pop() ?? path;
  let owner = claims;
  for (const key of keys) {
    const next = { ...(owner[key] as object | undefined) };
    owner[key] = next;
    owner = next as Record<string, unknown>;
  }
  owner[last] = value;
}

/** Changes the claims of a signed token: it expires a second later. */
function tamper(token: string): string {
  const [header = '', payload = '', signature = ''] = token.split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as { exp: number };
  const changed = Buffer.from(JSON.stringify({ ...claims, exp: claims.exp + 1 })).toString('base64url');
  return `${header}.${changed}.${signature}`;
}
