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
import { CHECKED_PRACTICE, DAAN, EMMA } from '../../fixtures/test/practices.ts';
import { createAuthorizationServer, createTokenSource, realSystem } from '../../oauth/index.ts';
import { createSimulator } from '../../simulator/index.ts';
import { startCheckedXis, tokenOptions, useCheckedXis } from '../support/check.ts';
import { leanFetch } from '../support/lean-fetch.ts';

const xis = useCheckedXis({ algorithm: 'ES256' });
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

/** Returns the claims of the token of a request, as text. */
function claimsOf(init: RequestInit | undefined): string {
  const [, claims = ''] = new Headers(init?.headers).get('authorization')?.split('.') ?? [];
  return Buffer.from(claims, 'base64url').toString();
}

/** Returns whether a request has the token of the second test patient. */
function isOfDaan(init: RequestInit | undefined): boolean {
  return claimsOf(init).includes(DAAN.bsn);
}

const methodOf = (init: RequestInit | undefined): string => init?.method ?? 'GET';
const json = (status: number, body: unknown) =>
  new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/fhir+json' } });
const outcome = (status: number) => json(status, { resourceType: 'OperationOutcome', issue: [] });

/** Sends a booking for the patient of its token, also where it names another one. */
const bookForToken: typeof fetch = (input, init) => {
  if (methodOf(init) !== 'POST' || !String(input).endsWith('/Appointment')) return leanFetch(input, init);
  const { reference } = isOfDaan(init) ? DAAN : EMMA;
  return leanFetch(input, { ...init, body: String(init?.body).replace(/Patient\/\d/, reference) });
};

/** Does not know the second test patient. */
const withoutDaan: typeof fetch = async (input, init) =>
  isOfDaan(init) && String(input).endsWith('/Patient')
    ? json(200, { resourceType: 'Bundle', type: 'searchset', total: 0 })
    : leanFetch(input, init);

/** The second test patient, by the BSN alone. */
const { reference: _, ...DAAN_BY_BSN } = DAAN;

/** Hides what belongs to another patient. */
const hideFromOthers: typeof fetch = async (input, init) => {
  const response = await leanFetch(input, init);
  if (response.status !== 403 || !String(input).includes('/Appointment')) return response;
  const body = (await response.text()).replace('"forbidden"', '"not-found"');
  return new Response(body, { status: 404, headers: response.headers });
};

/** Hides that the practice exists from a client that may not act for it. */
const hideFromTenants: typeof fetch = async (input, init) =>
  claimsOf(init).includes('"other-practice"') ? outcome(404) : leanFetch(input, init);

/** A XIS that is right and unusual. The settings of an authorization server are in test/conformance/matrix.test.ts. */
const RIGHT: readonly {
  readonly name: string;
  readonly options: () => Partial<CheckOptions>;
  /** Checks that do not concern such a XIS. */
  readonly open?: readonly string[];
}[] = [
  { name: "returns 404 for another patient's appointment", options: () => behind(hideFromOthers) },
  { name: 'finds the second test patient by the BSN', options: () => ({ otherPatient: DAAN_BY_BSN }) },
  { name: 'returns 404 to a client of another practice', options: () => behind(hideFromTenants) },
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

describe('AU-1: a XIS that requires an audience and a scope', () => {
  it('gets all tokens with those of the run', async () => {
    const clients = [{ clientId: 'spreekuur', clientSecret: 'xis-testkit', audiences: ['xis', 'my-xis'] }];
    const server = createAuthorizationServer({ port: 0, settings: { algorithm: 'ES256', clients } });
    await server.listen();
    const { issuer } = server;
    const authentication = { mode: 'jwt', issuer, audience: 'my-xis', clients: [{ clientId: 'spreekuur' }] } as const;
    const organizations = [{ ...CHECKED_PRACTICE, agb: '01000001' }];
    const simulator = await createSimulator({ port: 0, configuration: { organizations, authentication } });
    await simulator.listen();
    const requireScope: typeof fetch = async (input, init) => {
      const response = await leanFetch(input, init);
      return response.ok && !claimsOf(init).includes('"scope":"fhir"') ? outcome(403) : response;
    };
    try {
      const { testTokens } = await tokenOptions(server);
      const subjectToken = async () => (await server.control.login({ bsn: EMMA.bsn })).token;
      const report = await xis.check([], {
        ...behind(requireScope),
        baseUrl: simulator.baseUrl,
        token: createTokenSource({ issuer, audience: 'my-xis', scope: 'fhir', subjectToken }),
        testTokens,
        only: ['AU-1', 'AU-3', 'AU-5'],
        skip: ['authentication/new-key'],
      });
      expect(resultsOf(report).caught).toEqual([]);
      expect(report.checks.filter(({ verdict }) => verdict === 'pass').length).toBeGreaterThan(6);
    } finally {
      await simulator.close();
      await server.close();
    }
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
  it('is requested by that patient, who is found by the BSN alone', async () => {
    const [{ reference: _one, ...patient }, only] = [EMMA, ['creation/conflict']];
    const report = await xis.check([], { only, patient, otherPatient: DAAN_BY_BSN });
    expect(findingsOf(report)['creation/conflict']).toEqual(['pass', expect.not.stringContaining('same patient')]);
  });

  it('is cancelled with the token of that patient, also after a crash', async () => {
    const lines: string[] = [];
    const only = ['creation/conflict'];
    const report = await xis.check(['appointment-double-booking'], { only });
    expect([report.bookings.length, leftOpen(report)]).toEqual([2, []]);

    const refuse: typeof fetch = (input, init) =>
      String(input).endsWith('/AppointmentResponse')
        ? Promise.resolve(new Response('', { status: 503 }))
        : leanFetch(input, init);
    const append = (record: RunRecord) => void lines.push(`${JSON.stringify(record)}\n`);
    await xis.check(['appointment-double-booking'], { only, ...behind(refuse), runFile: { append } });
    const left = await cleanUp(lines.join(''), { ...xis.options, otherToken: NOTHING });
    expect(left.bookings.map(({ cancelled }) => cancelled)).toEqual([true, false]);
    const { bookings } = await cleanUp(lines.join(''), xis.options);
    expect(bookings.map(({ cancelled }) => cancelled)).toEqual([true, true]);
  });
});

describe('AU-1: a token with a new key, which a XIS refuses', () => {
  it('is sent again a minute after it was sent at the beginning of the run', async () => {
    const waits = async (minutes: number): Promise<readonly number[]> => {
      const remaining: number[] = [];
      const { system } = xis.options;
      let now = 0;
      const report = await xis.check(['auth-jwks-never-refetched'], {
        only: ['AU-1', 'AU-3'],
        ...(system && { system: { ...system, elapsed: () => (now += minutes * 60_000) } }),
        onProgress: (event) => {
          if (event.kind === 'waiting') remaining.push(event.remainingMs);
        },
      });
      expect(resultsOf(report).caught).toEqual(['authentication/new-key']);
      return remaining;
    };
    expect(await waits(0)).toEqual([65_000]);
    expect(await waits(1)).toEqual([]);
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
      // Another run, or the same XIS in another environment, has got a token for callbacks there.
      await server.control.issue({ clientId: 'xis', audience: 'spreekuur' });
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
          /^the callback has no token, as a request needs none: register a client of `xis-testkit authorize`/,
        ),
      ]);
    } finally {
      await server.close();
    }
  });

  it('AU-3, AU-5, AU-6, AU-8: of a XIS that only wants to see a token', async () => {
    const presence = await startCheckedXis(CHECKED_PRACTICE, {}, { mode: 'presence' });
    try {
      const report = await presence.check([]);
      expect(resultsOf(report).caught).toEqual(['authentication/expired', 'authentication/signature']);
      expect(report.counts.fail).toBe(0);
      const reason = 'the XIS accepts a token whose claims were changed, with any signature';
      const findings = findingsOf(report);
      for (const name of ['issuer', 'alg-none', 'patient-of-token', 'read-other-patient', 'other-tenant']) {
        expect(findings[`authentication/${name}`], name).toEqual(['blocked', reason]);
      }
    } finally {
      await presence.close();
    }
  });

  it('AU-9: of a XIS whose authorization server dies during the run', async () => {
    const { testTokens } = xis.options;
    if (!testTokens) throw new Error('the XIS has no authorization server');
    let isDown = false;
    const dying = {
      ...testTokens,
      clients: async () => (isDown ? Promise.reject(new Error('down')) : testTokens.clients()),
    };
    const report = await xis.check(['callback-never'], {
      only: ['callbacks/sent', 'callbacks/declined'],
      testTokens: dying,
      onApprovalNeeded: async (request) => {
        isDown = true;
        return (await xis.options.onApprovalNeeded?.(request)) ?? 'unknown';
      },
    });
    expect(findingsOf(report)['callbacks/sent']).toEqual([
      'blocked',
      'no callback came, and the authorization server of testTokens, which issues its token, does not respond either',
    ]);
    expect(report.counts.fail).toBe(0);
  });

  it('AU-1: of a XIS that refuses a token with other claims, or that serves no request', async () => {
    const only = ['authentication/new-token'];
    const requireActor: typeof fetch = (input, init) =>
      claimsOf(init).includes('"act":') ? leanFetch(input, init) : Promise.resolve(outcome(403));
    const server = await startCheckedXis(CHECKED_PRACTICE, { actor: true });
    try {
      const { system } = server.options;
      const refused = await server.check([], { only, ...(system && { system: { ...system, fetch: requireActor } }) });
      expect(findingsOf(refused)['authentication/new-token']).toEqual([
        'blocked',
        'a new token returned 403, and differs from that of the run in act',
      ]);
    } finally {
      await server.close();
    }
    const serveTypesOnly: typeof fetch = async (input, init) =>
      /\/(?:Slot|Patient|BookableAppointmentTypes$)/.test(String(input)) ? outcome(404) : leanFetch(input, init);
    const unserved = await xis.check([], { only, type: 'consult', ...behind(serveTypesOnly) });
    expect(findingsOf(unserved)['authentication/new-token']).toEqual([
      'blocked',
      'no request with the token of the run is served',
    ]);
  });

  it('AU-5: of a XIS that does not know the second test patient', async () => {
    const only = ['authentication/patient-of-token', 'creation/conflict'];
    const report = await xis.check([], { only, otherPatient: DAAN_BY_BSN, ...behind(withoutDaan) });
    const findings = findingsOf(report);
    expect(findings['authentication/patient-of-token']).toEqual([
      'blocked',
      'the XIS does not know the second test patient',
    ]);
    expect(findings['creation/conflict']).toEqual(['pass', expect.stringMatching(/without otherPatient\.reference$/)]);
    const caught = await xis.check(['auth-bsn-ignored'], { only });
    expect(resultsOf(caught).caught).toEqual(['authentication/patient-of-token']);
  });

  it.each([
    [500, 'warn', 'the token of a patient fails to read the appointment of another one, and is not refused'],
    [
      401,
      'blocked',
      'looking up the appointment returned 401 and 401: the token of the second test patient is refused',
    ],
  ])('AU-6: of a XIS that returns %i to another patient', async (status, verdict, message) => {
    const only = ['authentication/read-other-patient'];
    const failing: typeof fetch = async (input, init) =>
      isOfDaan(init) && String(input).includes('/Appointment') ? outcome(status) : leanFetch(input, init);
    const report = await xis.check([], { only, ...behind(failing) });
    expect(findingsOf(report)[only[0] ?? '']).toEqual([verdict, message]);
  });

  it('AU-6: of a XIS that shows to neither patient what the second test patient has booked', async () => {
    const only = ['authentication/book-for-other-patient'];
    let isBooked = false;
    const hiding: typeof fetch = async (input, init) => {
      if (isBooked && methodOf(init) === 'GET' && String(input).includes('/Appointment')) return outcome(404);
      isBooked ||= isOfDaan(init) && methodOf(init) === 'POST';
      return leanFetch(input, init);
    };
    const report = await xis.check(['auth-book-other-patient'], { only, ...behind(hiding) });
    expect(findingsOf(report)[only[0] ?? '']).toEqual([
      'blocked',
      'neither patient can read the appointment, so that it is not known whose it is',
    ]);
  });

  it('CN-6: of a XIS that returns 403 to a token of no patient', async () => {
    const only = ['cancellation/unknown-read'];
    const token = createTokenSource({
      issuer: xis.simulator.authorizationServer?.issuer ?? '',
      audience: 'xis',
      grant: 'client_credentials',
      system: { ...realSystem, now: () => xis.simulator.authorizationServer?.control.now() ?? 0 },
    });
    for (const patient of [EMMA, NOTHING]) {
      const report = await xis.check([], { only, token, patient, allowBooking: false, otherToken: NOTHING });
      expect(findingsOf(report)['cancellation/unknown-read']).toEqual([
        'blocked',
        'returned 403 to a token without the BSN of a patient (AU-6): set patient.bsn',
      ]);
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
