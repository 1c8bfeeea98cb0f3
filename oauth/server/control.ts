import { XisTestkitError } from '../../errors/xis-testkit-error.ts';
import type { Claims } from '../bearer/claims.ts';
import { type Client, defaultClient } from './clients.ts';
import type { ServerFault } from './faults.ts';
import type { Inspection, TokenDeviation } from './issuer.ts';
import type { AuthorizationServerSettings } from './settings.ts';
import type { AuthorizationRequest, ServerState } from './state.ts';

/** A patient who logs in: by BSN, or by an id of the identity provider alone (P13 of the publication: `patientIdpId`). */
export interface Login {
  readonly bsn?: string;
  /** The claim `sub`; default: derived from the BSN, and opaque. */
  readonly subject?: string;
  readonly lifetimeSeconds?: number;
}

/** A token for a test: as the token endpoint would issue it, or with a deviation. */
export interface TestTokenRequest {
  /** Default: `spreekuur`, or the first client. */
  readonly clientId?: string;
  /** Default: the audience of the XIS. */
  readonly audience?: string;
  readonly scope?: string;
  readonly bsn?: string;
  readonly subject?: string;
  readonly lifetimeSeconds?: number;
  readonly deviation?: TokenDeviation;
}

/** The state of an authorization server, without anything secret. */
export interface AuthorizationServerView {
  readonly issuer: string;
  /** ISO 8601. */
  readonly now: string;
  readonly frozen: boolean;
  readonly keys: readonly string[];
  readonly clients: readonly {
    readonly clientId: string;
    readonly clientAuth: readonly string[];
    readonly grants: readonly string[];
    readonly audiences?: readonly string[];
    readonly scopes?: readonly string[];
    readonly organizations?: readonly string[];
    /** The number of tokens that it got. */
    readonly issued: number;
  }[];
  readonly faults: readonly ServerFault[];
}

/** The reason why a command failed. */
export type AuthorizationControlErrorCode = 'not-found' | 'conflict' | 'invalid';

/** A command that failed without changing anything. */
export class AuthorizationControlError extends XisTestkitError {
  override readonly name = 'AuthorizationControlError';
  readonly code: AuthorizationControlErrorCode;

  constructor(code: AuthorizationControlErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** Controls an authorization server, for tests and developers. */
export interface AuthorizationControl {
  readonly settings: AuthorizationServerSettings;
  /** Returns the time of the clock, in milliseconds since the epoch. */
  now(): number;
  view(): Promise<AuthorizationServerView>;
  /** Replaces the login of a patient: returns the patient's own token, which Spreekuur.nl exchanges (RFC 8693). */
  login(login: Login): Promise<{ readonly token: string; readonly expiresInSeconds: number }>;
  /** @throws AuthorizationControlError for an unknown client */
  issue(request: TestTokenRequest): Promise<{ readonly token: string; readonly expiresInSeconds: number }>;
  inspect(token: string): Promise<Inspection>;
  /** Signs with a new key from now on; the old one stays public until its last token has expired. */
  rotateKeys(): Promise<void>;
  /** Makes a token inactive; returns whether this server has issued it. */
  revoke(token: string): Promise<boolean>;
  /** Moves the clock forward until every token that was issued has expired. */
  expire(): void;
  /**
   * Moves the clock forward by a number of milliseconds.
   * @throws AuthorizationControlError beyond the year 9999
   */
  advance(milliseconds: number): void;
  /**
   * Sets the clock to a time in milliseconds since the epoch.
   * @throws AuthorizationControlError beyond the year 9999
   */
  setClock(now: number, isFrozen: boolean): void;
  /** @throws AuthorizationControlError for an unknown client, and one that uses no secret */
  setClientSecret(clientId: string, clientSecret: string): void;
  /** @throws AuthorizationControlError for too many faults */
  addFault(fault: ServerFault): void;
  clearFaults(): void;
  /** The last requests, oldest first. */
  requests(): readonly AuthorizationRequest[];
  /** Removes faults and requests, and resets the clock. Keys and tokens stay. */
  reset(): void;
}

/** The tolerance of clocks that a validator may have: an hour. */
const BEYOND_SKEW_MS = 3_600_000;
/** The end of the year 9999, beyond which no instant can be written. */
const LATEST_MS = Date.UTC(9999, 11, 31);
const MAX_FAULTS = 100;

export function createControl(state: ServerState): AuthorizationControl {
  const { issuer, registry, clock, faults, requests } = state;
  const requireRange = (now: number): void => {
    if (Math.abs(now) > LATEST_MS)
      throw new AuthorizationControlError('invalid', 'expected a time before the year 9999');
  };
  const clientOf = (clientId: string): Client => {
    const client = registry.clients.get(clientId);
    if (!client) throw new AuthorizationControlError('not-found', 'unknown client');
    return client;
  };
  return {
    settings: issuer.settings,
    now: clock.now,
    async view() {
      const { keys } = await issuer.keys.publicKeys(clock.now());
      return {
        issuer: issuer.url(),
        now: new Date(clock.now()).toISOString(),
        frozen: clock.isFrozen,
        keys: keys.map(({ kid }) => String(kid)),
        clients: [...registry.clients.values()].map(
          ({ clientId, clientAuth, grants, audiences, scopes, organizations }) => ({
            clientId,
            clientAuth,
            grants,
            issued: issuer.issued.get(clientId) ?? 0,
            ...(audiences && { audiences }),
            ...(scopes && { scopes }),
            ...(organizations && { organizations }),
          }),
        ),
        faults: faults.list(),
      };
    },
    login({ bsn, subject = issuer.subjectOf(bsn), lifetimeSeconds }) {
      const client = defaultClient(registry.clients);
      const { spreekuurAudience = 'spreekuur' } = issuer.settings;
      return issuer.issue({ client, audience: [spreekuurAudience], patient: { subject, bsn }, lifetimeSeconds });
    },
    async issue({ clientId, audience = issuer.settings.xisAudience ?? 'xis', bsn, subject, ...rest }) {
      const client = clientId === undefined ? defaultClient(registry.clients) : clientOf(clientId);
      const hasPatient = bsn !== undefined || subject !== undefined;
      const patient = hasPatient ? { subject: subject ?? issuer.subjectOf(bsn), bsn } : undefined;
      return issuer.issue({ client, audience: [audience], patient, ...rest });
    },
    inspect: (token) => issuer.inspect(token),
    async rotateKeys() {
      await issuer.keys.rotate();
    },
    revoke: (token) => issuer.revoke(token),
    expire() {
      const ahead = issuer.latestExpiry + BEYOND_SKEW_MS - clock.now();
      if (ahead > 0) this.advance(ahead);
    },
    advance(milliseconds) {
      requireRange(clock.now() + milliseconds);
      clock.advance(milliseconds);
    },
    setClock(now, isFrozen) {
      requireRange(now);
      clock.set(now, isFrozen);
    },
    setClientSecret(clientId, clientSecret) {
      const client = clientOf(clientId);
      if (client.clientSecret === undefined) {
        throw new AuthorizationControlError('conflict', 'the client has keys, and no secret');
      }
      client.clientSecret = clientSecret;
    },
    addFault(fault) {
      if (faults.list().length >= MAX_FAULTS) {
        throw new AuthorizationControlError('conflict', `expected at most ${MAX_FAULTS} faults`);
      }
      faults.add(fault);
    },
    clearFaults: () => faults.clear(),
    requests: () => requests,
    reset() {
      faults.clear();
      requests.length = 0;
      clock.reset();
    },
  };
}

/** The claims that a view of a token may show: what concerns no patient. */
export function showClaims(claims: Claims): Claims {
  const shown = ['iss', 'aud', 'exp', 'nbf', 'iat', 'client_id', 'azp', 'scope'];
  return Object.fromEntries(Object.entries(claims).filter(([name]) => shown.includes(name)));
}
