import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  CHECKS,
  type CheckReport,
  formatCurl,
  formatHtmlReport,
  formatJsonReport,
  formatJunitReport,
  formatMarkdownReport,
  formatTextReport,
  maxAppointments,
} from '../../conformance/index.ts';
import { type CHECKED_PRACTICE, DAAN, EMMA } from '../../fixtures/test/practices.ts';
import type { AuthorizationServerSettings } from '../../oauth/index.ts';
import { startTokenXis, type TokenHabits, type TokenXis } from '../support/token-xis.ts';

let xis: TokenXis;
beforeAll(async () => {
  xis = await startTokenXis();
});
afterAll(() => xis.close());

/** Returns the checks with a finding, and those that were not examined. */
function resultsOf({ checks }: CheckReport) {
  const idsWith = (...verdicts: readonly string[]) =>
    checks.filter(({ verdict }) => verdicts.includes(verdict)).map(({ id, message }) => `${id}: ${message}`);
  return { caught: idsWith('fail', 'warn', 'error'), open: idsWith('blocked', 'not-applicable') };
}

function idsOf(lines: readonly string[]): readonly string[] {
  return lines.map((line) => line.slice(0, line.indexOf(':')));
}

function leftOpen({ bookings }: CheckReport): readonly string[] {
  return bookings.filter(({ cancelled }) => !cancelled).map(({ appointment }) => appointment);
}

/** The suites that a XIS with an odd authentication is checked by: the others see no difference. */
const SUITES = ['authentication', 'patient', 'errors/token', 'callbacks'];

/** What a XIS does wrong with tokens, as a defect of the simulator. */
const WRONG: Readonly<Record<string, TokenHabits>> = {
  'auth-not-checked': { isOpen: true },
  'auth-expired-accepted': { leniency: { ignores: new Set(['expiry']) } },
  'auth-signature-ignored': { leniency: { ignores: new Set(['signature']) } },
  'auth-issuer-ignored': { leniency: { ignores: new Set(['issuer']) } },
  'auth-audience-ignored': { leniency: { ignores: new Set(['audience']) } },
  'auth-alg-none': { leniency: { accepts: new Set(['none']) } },
  'auth-hmac-with-public-key': { leniency: { accepts: new Set(['hmac']) } },
  'auth-jwks-never-refetched': { leniency: { keepsOldKeys: true } },
  'auth-renewed-token-refused': { refusesRenewed: true },
  'auth-challenge-missing': { isSilent: true },
  'auth-token-in-error': { repeatsToken: true },
  'auth-bsn-ignored': { ignoresBsn: true },
  'auth-other-tenant-accepted': { servesAnyClient: true },
  'callback-without-token': { callbackMistake: 'missing' },
  'callback-token-expired': { callbackMistake: 'expired' },
  'callback-token-with-bsn': { callbackMistake: 'bsn' },
  'callback-token-reused-after-401': { after401: 'reuses' },
  'callback-lost-after-401': { after401: 'gives-up' },
};

describe('AU-1 to AU-9: what a XIS does wrong with tokens is caught by exactly its check', () => {
  it.each(Object.entries(WRONG))('%s', async (defect, habits) => {
    const report = await xis.check(habits, { only: SUITES });
    const { caught } = resultsOf(report);
    const expected = CHECKS.filter(({ catches }) => catches.includes(defect)).map(({ id }) => id);
    expect(idsOf(caught), caught.join('\n')).toEqual(expected);
    expect(leftOpen(report)).toEqual([]);
  });

  it('AU-6: a XIS that does not separate patients', async () => {
    const report = await xis.check({ separatesPatients: false }, { only: SUITES });
    const { caught } = resultsOf(report);
    expect(idsOf(caught)).toEqual([
      'authentication/read-other-patient',
      'authentication/book-for-other-patient',
      'authentication/cancel-of-other-patient',
    ]);
    expect([report.counts.fail, leftOpen(report)]).toEqual([0, []]);
  });
});

/** What is right and unusual: settings of the authorization server, and habits of the XIS. */
const RIGHT: readonly {
  readonly name: string;
  readonly settings?: AuthorizationServerSettings;
  readonly practice?: Partial<typeof CHECKED_PRACTICE>;
  readonly habits?: TokenHabits;
  /** Checks that do not concern such a XIS. */
  readonly open?: readonly string[];
}[] = [
  { name: 'with the defaults' },
  {
    name: 'with azp, a list of audiences, typ JWT, ES256 and a nested BSN',
    settings: {
      clientClaim: 'azp',
      audienceForm: 'list',
      type: 'JWT',
      algorithm: 'ES256',
      bsnClaim: 'patient.identification.bsn',
      actor: true,
    },
  },
  {
    name: 'with the organizations in the token, in the dialect of R4',
    settings: {
      organizationClaim: 'organizations',
      clients: [
        { clientId: 'spreekuur', audiences: ['xis'], organizations: ['01000001', '01000002'] },
        { clientId: 'xis', grants: ['client_credentials'], audiences: ['spreekuur'] },
        { clientId: 'other-practice', audiences: ['xis'], organizations: [] },
      ],
    },
    practice: { dialect: 'r4' },
  },
  { name: "that returns 404 for another patient's appointment", habits: { otherPatient: 404 } },
  { name: 'that books for the patient of the token', habits: { booksForToken: true } },
  {
    name: 'whose callbacks have tokens of another issuer',
    habits: { callbacks: 'own' },
    open: [
      'authentication/callback-token-valid',
      'authentication/callback-token-without-bsn',
      'authentication/callback-after-401',
    ],
  },
];

describe('AU-1 to AU-9: a XIS that is right gets neither failure nor warning', () => {
  it.each(RIGHT)('$name', async ({ settings, practice, habits, open = [] }) => {
    const started = settings || practice ? await startTokenXis(settings, practice) : undefined;
    try {
      const report = await (started ?? xis).check(habits);
      const results = resultsOf(report);
      expect({ ...results, open: idsOf(results.open) }).toEqual({ caught: [], open });
      expect([report.verdict, leftOpen(report)]).toEqual(['conformant', []]);
    } finally {
      await started?.close();
    }
  });
});

describe('AU-1 to AU-9: the checks of tokens make no more appointments than are needed', () => {
  const FLOW = [3, 5];
  // A second booking of the slot comes before the cancellation.
  const CANCELLATION = [1, 2];
  it.each([
    ['read-other-patient', [1, 1]],
    ['book-for-other-patient', [1, 2]],
    ['cancel-of-other-patient', CANCELLATION],
    ['callback-token-valid', FLOW],
    ['callback-token-without-bsn', FLOW],
    ['callback-after-401', FLOW],
  ] as const)('%s', async (name, [bookings, max]) => {
    const options = { only: [`authentication/${name}`], maxBookings: 50 };
    const report = await xis.check({}, options);
    expect([report.bookings.length, leftOpen(report)]).toEqual([bookings, []]);
    const { issue, inspect, clients } = xis.testTokens;
    expect(
      maxAppointments({
        ...xis.xis.options,
        ...options,
        token: 'a',
        otherToken: 'b',
        testTokens: { issue, inspect, clients },
      }),
    ).toBe(max);
  });

  it('a whole run makes as many as without tokens', async () => {
    const [withTokens, without] = [await xis.check(), await xis.xis.check()];
    expect(withTokens.bookings.length).toBe(without.bookings.length);
  });
});

describe('no token and no BSN leaves a run', () => {
  it('TR-15: of a XIS that repeats tokens and BSNs, in any format', async () => {
    const lines: string[] = [];
    const report = await xis.check(
      { repeatsToken: true, ignoresBsn: true, separatesPatients: false, callbackMistake: 'bsn' },
      { runFile: { append: (record) => void lines.push(JSON.stringify(record)) } },
    );
    expect(report.counts.warn).toBeGreaterThan(3);
    const formats = [
      formatJsonReport(report),
      formatHtmlReport(report),
      formatJunitReport(report),
      formatMarkdownReport(report),
      formatTextReport(report),
      ...report.exchanges.map(formatCurl),
      ...lines,
    ];
    const secrets = [...xis.tokens].flatMap((token) => [token, token.split('.')[1] ?? '']);
    expect(secrets.length).toBeGreaterThan(20);
    expect([...secrets, EMMA.bsn, DAAN.bsn].filter((secret) => formats.some((text) => text.includes(secret)))).toEqual(
      [],
    );
    expect(formats.join('\n')).not.toMatch(/eyJ[A-Za-z0-9_-]{10}/);
  });

  it('AU-3: the evidence names the kind of a token, and a curl line says which one to use', async () => {
    const { exchanges } = await xis.check({}, { only: ['authentication/expired', 'authentication/required'] });
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
  const verdicts = ({ checks }: CheckReport) =>
    Object.fromEntries(checks.map(({ id, verdict, message }) => [id, [verdict, message] as const]));

  it('AU-2: without any token', async () => {
    const { checks, verdict } = await xis.xis.check();
    const others = checks.filter(({ id, verdict: each }) => each !== 'pass' && !id.startsWith('authentication/'));
    expect(others.map(({ id, message }) => `${id}: ${message}`)).toEqual([
      expect.stringMatching(/^patient\/unknown: needs (?:token|testTokens): /),
      expect.stringMatching(
        /^errors\/token: needs token: the XIS serves requests without a token, .* no authentication$/,
      ),
    ]);
    expect(new Set(checks.filter(({ id }) => id.startsWith('authentication/')).map((each) => each.verdict))).toEqual(
      new Set(['blocked']),
    );
    expect(verdict).toBe('conformant');
  });

  it('AU-6: with a static token of the first patient alone', async () => {
    const { token } = await xis.server.control.issue({ bsn: EMMA.bsn, lifetimeSeconds: 80_000 });
    const none = undefined as never;
    const report = await xis.check({}, { token, otherToken: none, testTokens: none });
    expect(resultsOf(report).caught).toEqual([]);
    expect([report.verdict, leftOpen(report)]).toEqual(['conformant', []]);
    const of = verdicts(report);
    expect(of['creation/conflict']).toEqual([
      'pass',
      'one booking of a taken slot examined, by the same patient, without otherToken',
    ]);
    expect(of['cancellation/another-patient']).toEqual([
      'blocked',
      'needs otherToken: the token of the run is that of the first test patient',
    ]);
    expect(of['authentication/required']?.[0]).toBe('pass');
    expect(of['authentication/callback-token']?.[0]).toBe('pass');
    expect(of['authentication/expired']).toEqual([
      'blocked',
      'needs testTokens: register the issuer of `xis-testkit authorize` as a trusted issuer of the XIS, with its JWKS and its audience',
    ]);
  });

  it('AU-2: of a XIS without authentication, although a token is given', async () => {
    const report = await xis.check({ isOpen: true });
    expect([report.counts.fail, report.verdict]).toEqual([0, 'incomplete']);
    const of = verdicts(report);
    expect(of['authentication/expired']).toEqual([
      'blocked',
      'a request without a token is served: this environment has no authentication',
    ]);
  });

  it('AU-7: of a XIS without credentials, whose callbacks have no token', async () => {
    const started = await startTokenXis();
    try {
      const report = await started.check({ callbacks: 'none' }, { only: ['authentication/callback*'] });
      expect(verdicts(report)['authentication/callback-token']).toEqual([
        'blocked',
        expect.stringMatching(
          /^the callback has no token, and the XIS got none: register a client of `xis-testkit authorize`/,
        ),
      ]);
    } finally {
      await started.close();
    }
  });
});
