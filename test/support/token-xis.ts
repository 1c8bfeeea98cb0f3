import type { CheckOptions, CheckReport, TestTokens } from '../../conformance/index.ts';
import { CHECKED_PRACTICE, DAAN, EMMA } from '../../fixtures/test/practices.ts';
import {
  type AuthorizationServer,
  type AuthorizationServerSettings,
  type Bearer,
  type BearerValidator,
  createAuthorizationServer,
  createBearerValidator,
  type Leniency,
  realSystem,
} from '../../oauth/index.ts';
import { type CheckedXis, startCheckedXis, tokenOptions } from './check.ts';

const BSN_SYSTEM = 'http://fhir.nl/fhir/NamingSystem/bsn';
const AGB = '01000001';
const PATIENTS = [EMMA, DAAN];

/** How a XIS treats tokens, where the publication leaves it open or the XIS is wrong. */
export interface TokenHabits {
  /** Settings of its authorization server. */
  readonly server?: AuthorizationServerSettings;
  /** Whether it looks at tokens at all. */
  readonly isOpen?: boolean;
  readonly leniency?: Partial<Leniency>;
  /** The status for another patient's appointment; default: 403. */
  readonly otherPatient?: 403 | 404;
  /** Whether it books for the patient of the token, whatever patient a booking names. */
  readonly booksForToken?: boolean;
  /** Whether its callbacks have a token; `own`: of an authorization server that is not ours. */
  readonly callbacks?: 'token' | 'own' | 'none';
  /** Whether GET /Patient returns the same patient for every token. */
  readonly ignoresBsn?: boolean;
  /** Whether an error has the token of its request. */
  readonly repeatsToken?: boolean;
  /** Whether a 401 says how to authenticate. */
  readonly isSilent?: boolean;
  /** Whether a token is refused that is not the first one of its patient. */
  readonly refusesRenewed?: boolean;
  /** Whether any client may act for any organization. */
  readonly servesAnyClient?: boolean;
  /** Whether the patient of the token is compared with that of an appointment. */
  readonly separatesPatients?: boolean;
  /** What it does after a callback got 401; default: it sends it again with a new token. */
  readonly after401?: 'reuses' | 'gives-up';
  /** The mistake of the tokens of its callbacks. */
  readonly callbackMistake?: 'expired' | 'bsn' | 'missing';
}

/** A simulated XIS that validates tokens, written apart from the simulator's own authentication. */
export interface TokenXis {
  readonly server: AuthorizationServer;
  readonly xis: CheckedXis;
  readonly testTokens: TestTokens;
  /** The tokens that were issued to the run, for tests of privacy. */
  readonly tokens: Set<string>;
  check(habits?: TokenHabits, options?: Partial<CheckOptions>): Promise<CheckReport>;
  close(): Promise<void>;
}

/** Starts a XIS with an authorization server that issues its tokens, and those of Spreekuur.nl. */
export async function startTokenXis(
  settings: AuthorizationServerSettings = {},
  practice: Partial<typeof CHECKED_PRACTICE> = {},
): Promise<TokenXis> {
  const xis = await startCheckedXis({ ...CHECKED_PRACTICE, ...practice });
  const now = () => Date.parse(xis.organization.clock.now());
  const server = createAuthorizationServer({ port: 0, settings, system: { ...realSystem, now } });
  await server.listen();
  const tokens = new Set<string>();
  const remember = (token: string): string => {
    tokens.add(token);
    return token;
  };
  const { token, otherToken, testTokens: found } = await tokenOptions(server);
  const testTokens: TestTokens = { ...found, issue: async (request) => remember(await found.issue(request)) };
  const remembering = (source: typeof token) => async (refused?: string) =>
    remember(typeof source === 'string' ? source : await source(refused));
  return {
    server,
    xis,
    testTokens,
    tokens,
    async check(habits = {}, options = {}) {
      const { system, callbacks } = xis.options;
      if (!system || !callbacks) throw new Error('a system and a listener are expected');
      const guard = createGuard(server, xis.options.baseUrl, habits);
      return xis.check([], {
        token: remembering(token),
        otherToken: remembering(otherToken),
        testTokens,
        callbacks: { ...callbacks, onCallback: (handle) => callbacks.onCallback(withTokens(server, habits, handle)) },
        ...options,
        system: { ...system, fetch: (input, init) => guard(String(input), init ?? {}) },
      });
    },
    async close() {
      await server.close();
      await xis.close();
    },
  };
}

/** Sends callbacks with tokens from client credentials. */
function withTokens(
  { control }: AuthorizationServer,
  { callbacks = 'token', after401, callbackMistake }: TokenHabits,
  handle: Parameters<NonNullable<CheckOptions['callbacks']>['onCallback']>[0],
): typeof handle {
  let latest: string | undefined;
  const request = async (): Promise<string> => {
    const { token } = await control.issue({
      clientId: 'xis',
      audience: 'spreekuur',
      ...(callbackMistake === 'expired' && { deviation: 'expired' }),
      ...(callbackMistake === 'bsn' && { bsn: EMMA.bsn }),
    });
    return token;
  };
  return async (callback) => {
    const send = (headers: object) => handle({ ...callback, headers: { ...callback.headers, ...headers } });
    if (callbacks === 'none') return send({});
    if (callbacks === 'own') return send({ authorization: 'Bearer of-another-issuer' });
    latest ??= await request();
    if (callbackMistake === 'missing') return send({});
    const response = await send({ authorization: `Bearer ${latest}` });
    if (response.status !== 401) return response;
    // To the simulator behind, the callback is delivered.
    if (after401 === 'gives-up') return { status: 201 };
    if (after401 !== 'reuses') latest = await request();
    return send({ authorization: `Bearer ${latest}` });
  };
}

/** Creates a `fetch` that validates the token of each request to the XIS. */
function createGuard(server: AuthorizationServer, baseUrl: string, habits: TokenHabits) {
  const { bsnClaim, organizationClaim } = server.control.settings;
  const validator: BearerValidator = createBearerValidator(
    {
      mode: 'jwt',
      issuer: server.issuer,
      audience: 'xis',
      ...(bsnClaim !== undefined && { bsnClaim }),
      ...(organizationClaim !== undefined && { organizationClaim }),
      ...(!habits.servesAnyClient && {
        clients: [{ clientId: 'spreekuur' }, { clientId: 'other-practice', organizations: [] }],
      }),
    },
    { ...realSystem, now: server.control.now },
  );
  const leniency: Leniency = { ignores: new Set(), accepts: new Set(), keepsOldKeys: false, ...habits.leniency };
  const firstTokens = new Map<string | undefined, string>();

  return async (url: string, init: RequestInit): Promise<Response> => {
    const headers = new Headers(init.headers);
    const path = url.slice(baseUrl.length).replace(/\?.*/, '');
    const authorization = headers.get('authorization');
    headers.delete('authorization');
    const forward = () => fetch(url, { ...init, headers });
    if (!url.startsWith(baseUrl) || habits.isOpen || path === '/metadata') return forward();
    const rawHeaders = authorization === null ? [] : ['Authorization', authorization];
    const result = await validator.validate({ rawHeaders, url: '' }, leniency);
    const unauthorized = (challenge: string): Response =>
      outcome(401, habits.repeatsToken ? `invalid: ${authorization}` : 'invalid', {
        ...(!habits.isSilent && { 'WWW-Authenticate': challenge }),
      });
    if (!('bearer' in result)) return unauthorized(result.challenge ?? 'Bearer');
    const { bearer } = result;
    const text = authorization ?? '';
    const first = firstTokens.get(bearer?.bsn) ?? text;
    firstTokens.set(bearer?.bsn, first);
    if (habits.refusesRenewed && first !== text) return unauthorized('Bearer error="invalid_token"');
    const agb = headers.get('x-organization-identifier')?.split('|').at(-1) ?? '';
    if (!habits.servesAnyClient && agb === AGB && !bearer?.mayActFor(AGB)) return outcome(403, 'another tenant');
    return servePatient(bearer, { path, url, baseUrl, init: { ...init, headers }, habits });
  };
}

interface GuardedRequest {
  readonly path: string;
  readonly url: string;
  readonly baseUrl: string;
  readonly init: RequestInit;
  readonly habits: TokenHabits;
}

/** Serves a request in the name of the patient of a token. */
async function servePatient(
  bearer: Bearer | undefined,
  { path, url, baseUrl, init, habits }: GuardedRequest,
): Promise<Response> {
  const { otherPatient = 403, separatesPatients = true, booksForToken, ignoresBsn } = habits;
  const patient = PATIENTS.find(({ bsn }) => bsn === bearer?.bsn);
  const forward = (body = init.body) => fetch(url, { ...init, ...(body !== undefined && { body }) });
  if (path === '/Patient') return searchset(ignoresBsn ? EMMA : patient);
  if (!path.startsWith('/Appointment') || !separatesPatients) return forward();
  const isOwn = (appointment: string): boolean => appointment.includes(`"${patient?.reference}"`);
  if (init.method === 'POST' && path === '/Appointment') {
    const body = String(init.body);
    if (booksForToken) return forward(body.replace(/Patient\/\d/, patient?.reference ?? ''));
    // What names no patient is for the XIS behind to reject.
    return isOwn(body) || !body.includes('"Patient/') ? forward() : outcome(otherPatient, 'another patient');
  }
  if (init.method === 'POST') {
    const id = /Appointment\/([^"]+)"/.exec(String(init.body))?.[1] ?? '';
    const read = await fetch(`${baseUrl}/Appointment/${id}`, { headers: init.headers ?? {} });
    return read.status !== 200 || isOwn(await read.text()) ? forward() : outcome(otherPatient, 'another patient');
  }
  const response = await forward();
  const text = await response.clone().text();
  if (response.status !== 200 || isOwn(text) || !text.includes('Patient/')) return response;
  return path === '/Appointment' ? searchset(undefined) : outcome(otherPatient, 'another patient');
}

function fhir(status: number, body: object, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'Content-Type': 'application/fhir+json', ...headers },
  });
}

function outcome(status: number, diagnostics: string, headers: Readonly<Record<string, string>> = {}): Response {
  const code = status === 401 ? 'login' : status === 404 ? 'not-found' : 'forbidden';
  return fhir(status, { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code, diagnostics }] }, headers);
}

function searchset(patient: typeof EMMA | undefined): Response {
  const resource = patient && {
    resourceType: 'Patient',
    id: patient.reference.slice('Patient/'.length),
    identifier: [{ system: BSN_SYSTEM, value: patient.bsn }],
  };
  const entry = resource ? [{ resource, search: { mode: 'match' } }] : [];
  return fhir(200, { resourceType: 'Bundle', type: 'searchset', total: entry.length, entry });
}
