import { AsyncLocalStorage } from 'node:async_hooks';
import {
  type AuthenticationSettings,
  type AuthorizationServer,
  createTokenSource,
  realSystem,
  TEST_SECRET,
  type TokenSource,
  type TokenSourceOptions,
} from '../../oauth/index.ts';
import { defined } from '../../schema/defined.ts';
import { StepError } from './step-error.ts';

/** The authorization server of a scenario, and the tokens of its patients. */
export interface Authentication {
  readonly server: AuthorizationServer;
  /** Runs a step for a patient: Spreekuur.nl's requests in it have that patient's token, also those of steps at once. */
  actAs<T>(patient: string, run: () => Promise<T>): Promise<T>;
  /** Logs a patient in anew, for a time in seconds. */
  login(patient: string, lifetimeSeconds: number): Promise<void>;
  /** Changes the secret of a client that Spreekuur.nl's side knows. */
  setSecret(clientId: string, clientSecret: string): void;
  /** Returns Spreekuur.nl's source of tokens: one for each patient (AU-1). */
  createSource(clientId: string): TokenSource;
  /** Returns a token without a patient, to look into the XIS (AU-11). */
  readonly withoutPatient: TokenSource;
  /** Returns the token of the XIS for a callback, from client credentials (AU-7). */
  readonly ofXis: TokenSource;
  /** The validation of the tokens of callbacks at Spreekuur.nl (AU-7). */
  readonly ofCallbacks: AuthenticationSettings;
}

/** The lifetime of a patient's session, in seconds: an hour. */
const SESSION_S = 3600;

/** The dependencies of the tokens of a scenario. */
interface AuthenticationContext {
  /** Returns the time of the clock, in milliseconds since the epoch. */
  now(): number;
  /** Sends the requests of Spreekuur.nl to the authorization server. */
  readonly fetch: typeof fetch;
  /** Returns the BSN of a patient by name. */
  bsnOf(patient: string): string | undefined;
}

/** Creates the tokens of a scenario. */
export function createAuthentication(
  server: AuthorizationServer,
  { now, fetch: fetchTraced, bsnOf }: AuthenticationContext,
): Authentication {
  const acting = new AsyncLocalStorage<string>();
  const system = { ...realSystem, now, fetch: fetchTraced };
  const sessions = new Map<string, Promise<string>>();
  const { clients = [], spreekuurAudience = 'spreekuur', bsnClaim, organizationClaim } = server.control.settings;
  const secrets = new Map(clients.map(({ clientId, clientSecret = TEST_SECRET }) => [clientId, clientSecret]));
  const login = async (patient: string, lifetimeSeconds: number): Promise<string> => {
    const bsn = bsnOf(patient);
    const { token } = await server.control.login({
      subject: patient,
      lifetimeSeconds,
      ...(bsn !== undefined && { bsn }),
    });
    return token;
  };
  const sessionOf = (patient: string): Promise<string> => {
    const session = sessions.get(patient) ?? login(patient, SESSION_S);
    sessions.set(patient, session);
    return session;
  };
  const source = (clientId: string, details: Pick<TokenSourceOptions, 'subjectToken' | 'audience'> = {}): TokenSource =>
    createTokenSource({
      issuer: server.issuer,
      clientId,
      clientSecret: secrets.get(clientId) ?? TEST_SECRET,
      system,
      ...details,
    });
  let sources = new Map<string, TokenSource>();
  const findSource = (id: string, create: () => TokenSource): TokenSource => {
    const found = sources.get(id) ?? create();
    sources.set(id, found);
    return found;
  };
  return {
    server,
    actAs: (patient, run) => acting.run(patient, run),
    async login(patient, lifetimeSeconds) {
      const session = login(patient, lifetimeSeconds);
      sessions.set(patient, session);
      await session;
    },
    setSecret(clientId, secret) {
      secrets.set(clientId, secret);
      sources = new Map();
    },
    createSource: (clientId) => async (refused) => {
      const patient = acting.getStore();
      if (patient === undefined) throw new StepError('the step has no patient, whose token it needs');
      return findSource(`${clientId} ${patient}`, () => source(clientId, { subjectToken: () => sessionOf(patient) }))(
        refused,
      );
    },
    withoutPatient: async (refused) => findSource('spreekuur', () => source('spreekuur'))(refused),
    ofXis: source('xis', { audience: spreekuurAudience }),
    ofCallbacks: {
      mode: 'jwt',
      issuer: server.issuer,
      audience: spreekuurAudience,
      ...defined({ bsnClaim, organizationClaim }),
      ...(clients.length > 0 && {
        clients: clients.map(({ clientId, organizations }) => ({ clientId, ...defined({ organizations }) })),
      }),
    },
  };
}
