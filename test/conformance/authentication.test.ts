import { describe, expect, it } from 'vitest';
import {
  type CallbackListener,
  CHECKS,
  type CheckOptions,
  type CheckReport,
  cleanUp,
  formatCurl,
  formatHtmlReport,
  formatJsonReport,
  formatJunitReport,
  formatMarkdownReport,
  formatTextReport,
  maxAppointments,
  type RunRecord,
} from '../../conformance/index.ts';
import { DAAN, EMMA } from '../../fixtures/test/practices.ts';
import { createAuthorizationServer } from '../../oauth/index.ts';
import { tokenOptions, useCheckedXis } from '../support/check.ts';

const xis = useCheckedXis({});
const xisWithoutAuthentication = useCheckedXis();
const NOTHING = undefined as never;

/** Returns the checks with a finding, and those that were not examined. */
function resultsOf({ checks }: CheckReport) {
  const idsWith = (...verdicts: readonly string[]) =>
    checks.filter(({ verdict }) => verdicts.includes(verdict)).map(({ id }) => id);
  return { caught: idsWith('fail', 'warn', 'error'), open: idsWith('blocked', 'not-applicable') };
}

function findingsOf({ checks }: CheckReport) {
  return Object.fromEntries(checks.map(({ id, verdict, message }) => [id, [verdict, message] as const]));
}

function leftOpen({ bookings }: CheckReport): readonly string[] {
  return bookings.filter(({ cancelled }) => !cancelled).map(({ appointment }) => appointment);
}

/** Returns the options of a XIS behind a network that changes its requests or responses. */
function behind(change: typeof fetch): Partial<CheckOptions> {
  const { system } = xis.options;
  return system ? { system: { ...system, fetch: change } } : {};
}

/** Returns a listener whose callbacks have another token than the one that was sent. */
function withCallbackToken(authorization: string | undefined, { callbacks } = xis.options): CallbackListener {
  if (!callbacks) throw new Error('a listener is expected');
  return {
    url: callbacks.url,
    onCallback: (handle) =>
      callbacks.onCallback(({ headers: { authorization: _, ...headers }, ...callback }) =>
        handle({ ...callback, headers: { ...headers, ...(authorization !== undefined && { authorization }) } }),
      ),
  };
}

/** Sends a booking for the patient of its token, also where it names another one. */
const bookForToken: typeof fetch = (input, init) => {
  if (init?.method !== 'POST' || !String(input).endsWith('/Appointment')) return fetch(input, init);
  const [, claims = ''] = new Headers(init.headers).get('authorization')?.split('.') ?? [];
  const isOther = Buffer.from(claims, 'base64url').toString().includes(DAAN.bsn);
  return fetch(input, { ...init, body: String(init.body).replace(/Patient\/\d/, (isOther ? DAAN : EMMA).reference) });
};

/** Hides what belongs to another patient. */
const hideFromOthers: typeof fetch = async (input, init) => {
  const response = await fetch(input, init);
  if (response.status !== 403 || !String(input).includes('/Appointment')) return response;
  const body = (await response.text()).replace('"forbidden"', '"not-found"');
  return new Response(body, { status: 404, headers: response.headers });
};

/** A XIS that is right and unusual. The settings of an authorization server are in test/conformance/matrix.test.ts. */
const RIGHT: readonly {
  readonly name: string;
  readonly options: () => Partial<CheckOptions>;
  /** Checks that do not concern such a XIS. */
  readonly open?: readonly string[];
}[] = [
  { name: "returns 404 for another patient's appointment", options: () => behind(hideFromOthers) },
  { name: 'books for the patient of the token', options: () => behind(bookForToken) },
  {
    name: 'sends callbacks with tokens of another issuer',
    options: () => ({ callbacks: withCallbackToken('Bearer of-another-issuer') }),
    open: [
      'authentication/callback-token-valid',
      'authentication/callback-token-without-bsn',
      'authentication/callback-after-401',
    ],
  },
];

describe('AU-1 to AU-9: a XIS that is right gets neither failure nor warning', () => {
  it.each(RIGHT)('one that $name', async ({ options, open = [] }) => {
    const report = await xis.check([], options());
    expect(resultsOf(report)).toEqual({ caught: [], open });
    expect([report.verdict, leftOpen(report)]).toEqual(['conformant', []]);
  });
});

describe('AU-1 to AU-9: the checks of tokens make no more appointments than they need', () => {
  const FLOW = [3, 5];
  it.each([
    ['read-other-patient', [1, 1]],
    ['book-for-other-patient', [1, 2]],
    // A second booking of the slot comes before the cancellation.
    ['cancel-of-other-patient', [1, 2]],
    ['callback-token-valid', FLOW],
    ['callback-token-without-bsn', FLOW],
    ['callback-after-401', FLOW],
  ] as const)('%s', async (name, [bookings, max]) => {
    const options = { only: [`authentication/${name}`], maxBookings: 50 };
    const report = await xis.check([], options);
    expect([report.bookings.length, leftOpen(report)]).toEqual([bookings, []]);
    expect(maxAppointments({ ...xis.options, ...options })).toBe(max);
  });

  it('a whole run makes as many as without tokens', async () => {
    const [withTokens, without] = [await xis.check(), await xisWithoutAuthentication.check()];
    expect(withTokens.bookings.length).toBe(without.bookings.length);
  });
});

describe('AU-6: an appointment of the second test patient', () => {
  it('is cancelled with the token of that patient, also after a crash', async () => {
    const lines: string[] = [];
    const only = ['creation/conflict'];
    const report = await xis.check(['appointment-double-booking'], { only });
    expect([report.bookings.length, leftOpen(report)]).toEqual([2, []]);

    const refuse: typeof fetch = (input, init) =>
      String(input).endsWith('/AppointmentResponse')
        ? Promise.resolve(new Response('', { status: 503 }))
        : fetch(input, init);
    const append = (record: RunRecord) => void lines.push(`${JSON.stringify(record)}\n`);
    await xis.check(['appointment-double-booking'], { only, ...behind(refuse), runFile: { append } });
    const left = await cleanUp(lines.join(''), { ...xis.options, otherToken: NOTHING });
    expect(left.bookings.map(({ cancelled }) => cancelled)).toEqual([true, false]);
    const { bookings } = await cleanUp(lines.join(''), xis.options);
    expect(bookings.map(({ cancelled }) => cancelled)).toEqual([true, true]);
  });
});

describe('no token and no BSN leaves a run', () => {
  it('TR-15: of a XIS that repeats tokens and BSNs, in any format', async () => {
    const lines: string[] = [];
    const secrets = new Set<string>([EMMA.bsn, DAAN.bsn]);
    const remember = (token: string): string => {
      for (const part of [token, token.split('.')[1] ?? '']) secrets.add(part);
      return token;
    };
    const { token, otherToken, testTokens } = xis.options;
    const remembering = (source: typeof token) => async (refused?: string) =>
      remember(typeof source === 'function' ? await source(refused) : (source ?? ''));
    const report = await xis.check(
      [
        'auth-token-in-error',
        'auth-bsn-ignored',
        'auth-read-other-patient',
        'callback-token-with-bsn',
        'error-shows-bsn',
      ],
      {
        token: remembering(token),
        otherToken: remembering(otherToken),
        ...(testTokens && {
          testTokens: { ...testTokens, issue: async (request) => remember(await testTokens.issue(request)) },
        }),
        runFile: { append: (record) => void lines.push(JSON.stringify(record)) },
      },
    );
    expect(resultsOf(report).caught.length).toBeGreaterThan(3);
    const formats = [
      formatJsonReport(report),
      formatHtmlReport(report),
      formatJunitReport(report),
      formatMarkdownReport(report),
      formatTextReport(report),
      ...report.exchanges.map(formatCurl),
      ...lines,
    ];
    expect(secrets.size).toBeGreaterThan(20);
    expect([...secrets].filter((secret) => formats.some((text) => text.includes(secret)))).toEqual([]);
    expect(formats.join('\n')).not.toMatch(/eyJ[A-Za-z0-9_-]{10}/);
  });

  it('AU-3: the evidence names the kind of a token, and a curl line says which one to use', async () => {
    const { exchanges } = await xis.check([], { only: ['authentication/expired', 'authentication/required'] });
    const shown = exchanges.map(({ token, requestHeaders }) => [token, requestHeaders['authorization']]);
    expect(shown).toContainEqual(['an expired token', 'Bearer [token]']);
    expect(shown).toContainEqual([undefined, undefined]);
    const expired = exchanges.find(({ token }) => token === 'an expired token');
    expect(expired && formatCurl(expired)).toMatch(
      /^# Set TOKEN to an expired token\.\ncurl .*\n.*\n.*Bearer \$TOKEN"/,
    );
  });
});

describe('AU-1 to AU-9: what cannot be examined is blocked, and says what to do', () => {
  const REGISTER =
    'register the issuer of `xis-testkit authorize` as a trusted issuer of the XIS, with its JWKS and its audience';

  it('AU-2: without any token', async () => {
    const report = await xisWithoutAuthentication.check();
    const { caught, open } = resultsOf(report);
    const ofTokens = CHECKS.filter(({ id }) => id.startsWith('authentication/')).map(({ id }) => id);
    expect(caught).toEqual([]);
    expect([...open].sort()).toEqual(['errors/token', 'patient/unknown', ...ofTokens].sort());
    expect(report.verdict).toBe('conformant');
    const findings = findingsOf(report);
    expect(findings['authentication/required']).toEqual([
      'blocked',
      'needs token: the XIS serves requests without a token, so that this environment has no authentication',
    ]);
    expect(findings['authentication/new-token']).toEqual(['blocked', `needs testTokens: ${REGISTER}`]);
  });

  it('AU-6: with a static token of the first patient alone', async () => {
    const token = await xis.options.testTokens?.issue({ bsn: EMMA.bsn });
    const report = await xis.check([], { token: token ?? '', otherToken: NOTHING, testTokens: NOTHING });
    expect(resultsOf(report).caught).toEqual([]);
    expect([report.verdict, leftOpen(report)]).toEqual(['conformant', []]);
    const findings = findingsOf(report);
    expect(findings['creation/conflict']).toEqual([
      'pass',
      'one booking of a taken slot examined, by the same patient, without otherToken',
    ]);
    expect(findings['cancellation/another-patient']).toEqual([
      'blocked',
      'needs otherToken: the token of the run is that of the first test patient',
    ]);
    expect(findings['authentication/required']?.[0]).toBe('pass');
    expect(findings['authentication/callback-token']?.[0]).toBe('pass');
    expect(findings['authentication/expired']).toEqual(['blocked', `needs testTokens: ${REGISTER}`]);
  });

  it('AU-2, AU-5, AU-7: of a XIS without authentication and credentials, although tokens are given', async () => {
    const server = createAuthorizationServer({ port: 0 });
    await server.listen();
    try {
      const report = await xisWithoutAuthentication.check([], await tokenOptions(server));
      expect(resultsOf(report).caught).toEqual(['authentication/required']);
      expect(report.verdict).toBe('incomplete');
      const findings = findingsOf(report);
      const isOpen = 'a request without a token is served: this environment has no authentication';
      expect(findings['authentication/expired']).toEqual(['blocked', isOpen]);
      expect(findings['authentication/patient-of-token']).toEqual(['blocked', isOpen]);
      expect(findings['patient/unknown']).toEqual(['blocked', isOpen]);
      expect(findings['authentication/callback-token']).toEqual([
        'blocked',
        expect.stringMatching(
          /^the callback has no token, and the XIS has got no token: register a client of `xis-testkit authorize`/,
        ),
      ]);
    } finally {
      await server.close();
    }
  });

  it('AU-1, AU-3: of a XIS that trusts another authorization server', async () => {
    const server = createAuthorizationServer({ port: 0 });
    await server.listen();
    try {
      const { testTokens } = await tokenOptions(server);
      const report = await xis.check([], { only: ['authentication', 'PT-2'], testTokens });
      expect(resultsOf(report).caught).toEqual([]);
      const findings = findingsOf(report);
      expect(findings['authentication/new-token']).toEqual(['blocked', expect.stringContaining(REGISTER)]);
      expect(findings['authentication/expired']).toEqual(['blocked', expect.stringContaining(REGISTER)]);
      expect(findings['patient/unknown']?.[0]).toBe('blocked');
    } finally {
      await server.close();
    }
  });
});
