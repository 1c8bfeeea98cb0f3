import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { strFromU8, unzipSync } from 'fflate';
import { test as base, describe, expect } from 'vitest';
import { checkTable } from '../../cli/check/options.ts';
import { PAGE_KEYS } from '../../cli/ui/checks/options.ts';
import type { CheckDefaults } from '../../cli/ui/checks/settings.ts';
import { checksPart } from '../../cli/ui/parts.ts';
import { createHttpServer } from '../../fhir/http/http-server.ts';
import { CATEGORY, CHECKED_PRACTICE, EMMA } from '../../fixtures/test/practices.ts';
import { createSimulator, type Organization } from '../../simulator/index.ts';
import { type RunningService, type ServiceResponse, startService } from '../support/ui-service.ts';

const BSN = EMMA.bsn;
const TOKEN = 'canary-token-4711';

interface Fixtures {
  /** A practice with real time. */
  readonly xis: Organization & { readonly url: string };
  /** A server that records the tokens that it gets, and responds with 404. */
  readonly recorder: { readonly url: string; takeTokens(): readonly (string | undefined)[] };
  /** The defaults of a page; a test may change them before it uses the service. */
  readonly defaults: { -readonly [K in keyof CheckDefaults]: CheckDefaults[K] };
  /** The token of the service. */
  readonly token: string | undefined;
  readonly service: RunningService;
  /** The options of a check of the practice that reads a little. */
  readonly options: Readonly<Record<string, unknown>>;
  /** The options of a check that waits for an approval. */
  readonly approval: Readonly<Record<string, unknown>>;
}

const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the parameter's pattern
  xis: async ({}, use) => {
    const { clock: _frozen, ...practice } = CHECKED_PRACTICE;
    const simulator = await createSimulator({
      port: 0,
      configuration: { organizations: [{ ...practice, agb: '01000001' }] },
    });
    await simulator.listen();
    await use(Object.assign(simulator.organization('01000001'), { url: simulator.baseUrl }));
    await simulator.close();
  },
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the parameter's pattern
  recorder: async ({}, use) => {
    const tokens = new Set<string | undefined>();
    const server = createHttpServer((request, response) => {
      tokens.add(request.headers.authorization);
      response.writeHead(404).end();
    });
    const url = `http://localhost:${await server.listen(0, 'localhost')}`;
    await use({
      url,
      takeTokens() {
        const taken = [...tokens];
        tokens.clear();
        return taken;
      },
    });
    await server.close();
  },
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the parameter's pattern
  defaults: async ({}, use) => use({ values: {}, environment: {} }),
  token: undefined,
  // The practice ends after the service, which cancels the appointments of its checks.
  service: async ({ defaults, token, xis: _xis }, use) => {
    const errors: unknown[] = [];
    const service = await startService(
      [checksPart({ defaults: () => defaults, onError: (error) => errors.push(error) })],
      token,
    );
    await use(service);
    await service.close();
    expect([...errors, ...service.errors]).toEqual([]);
  },
  options: async ({ xis }, use) =>
    use({ url: xis.url, organization: '01000001', category: CATEGORY, only: ['transport/*'] }),
  approval: async ({ xis }, use) =>
    use({
      url: xis.url,
      organization: '01000001',
      category: CATEGORY,
      only: ['callbacks/accepted'],
      allowBooking: true,
      patientReference: EMMA.reference,
      patientBsn: BSN,
      approvalType: 'gesprek',
      listen: 0,
    }),
});

/** Starts a check; returns its id. */
async function start(service: RunningService, options: Readonly<Record<string, unknown>>): Promise<string> {
  const { status, body, text } = await service.send('POST', '/checks', options);
  expect(status, text).toBe(201);
  return body.id;
}

/** Follows a check until its view is as a test wants it, or its end; returns the view. */
async function follow(service: RunningService, id: string, isWanted: (check: ServiceResponse['body']) => boolean) {
  const stream = await service.events(`/checks/${id}/events`);
  for (;;) {
    const event = await stream.next();
    if (!event) throw new Error('expected a view, got the end of the events');
    if (event.event === 'check' && isWanted(event.data.check)) {
      await stream.close();
      return event.data.check;
    }
  }
}

const untilEnd = (service: RunningService, id: string) => follow(service, id, ({ endedAt }) => endedAt !== undefined);

/** Waits until a check asks for an approval. */
const untilApproval = (service: RunningService, id: string) =>
  follow(service, id, ({ approvals }) => approvals.length > 0);

describe('a check on the page', () => {
  test('reports its verdicts as they come, and has a report at the end', async ({ service, options }) => {
    const id = await start(service, options);
    const stream = await service.events(`/checks/${id}/events`);
    const events = [];
    for (let event = await stream.next(); event; event = await stream.next()) events.push(event);

    const results = events.filter(({ event }) => event === 'result').map(({ data }) => data.result);
    expect(results.filter(({ verdict }) => verdict === 'pass').map((result) => result.id)).toContain(
      'transport/capability-statement',
    );
    const { check } = events.filter(({ event }) => event === 'check').at(-1)?.data ?? {};
    expect(check).toMatchObject({ state: 'finished', done: results.length, total: results.length });
    const report = await service.send('GET', `/checks/${id}/report`);
    expect(report.body).toMatchObject({ verdict: check.verdict, counts: check.counts });
    expect((await service.send('GET', `/checks/${id}`)).body).toEqual(check);
  });

  test('its events resume after a number', async ({ service, options }) => {
    const id = await start(service, options);
    await untilEnd(service, id);
    const all = await service.events(`/checks/${id}/events`);
    const [first, second] = await all.take(2);
    await all.close();
    const resumed = await service.events(`/checks/${id}/events?after=${first?.id}`);
    expect(await resumed.next()).toEqual(second);
    await resumed.close();
  });

  test('with an option that is invalid does not start, and its error names the option', async ({
    service,
    options,
  }) => {
    for (const [changes, text] of [
      [{ organization: '123' }, 'organization: expected an 8-digit AGB code'],
      [{ url: undefined }, 'url: expected an http(s) url, got nothing'],
      [{ url: 'https://user:password@xis.example' }, 'url: expected an http(s) url without user and password'],
      [{ allowBooking: true }, 'allowBooking: requires patientBsn'],
      [{ maxBookings: '5' }, 'maxBookings: expected a whole number'],
      [{ patientBsn: '123456789' }, 'patientBsn: expected a BSN'],
      [{ clientSecret: 'canary' }, 'clientSecret: requires issuer or tokenUrl'],
    ] as const) {
      const { status, body } = await service.send('POST', '/checks', { ...options, ...changes });
      expect(status, text).toBe(422);
      expect(body.issue[0].diagnostics).toContain(text);
      expect(body.issue[0].diagnostics).not.toMatch(/123456789|password@|canary/);
    }
    expect((await service.send('GET', '/checks')).body).toEqual({ checks: [] });
  });

  test('of a XIS that cannot be reached fails with the reason', async ({ service, options }) => {
    const id = await start(service, { ...options, url: 'http://localhost:1/fhir' });
    const check = await untilEnd(service, id);
    expect(check.state).toBe('failed');
    expect(check.error).toContain('nothing was checked');
    expect((await service.send('GET', `/checks/${id}/report`)).status).toBe(409);
    expect((await service.send('POST', `/checks/${id}/report-link`)).status).toBe(409);
  });

  test('is removed after its end, and not before', async ({ service, options, approval }) => {
    const running = await start(service, approval);
    await untilApproval(service, running);
    expect((await service.send('DELETE', `/checks/${running}`)).status).toBe(409);
    const ended = await start(service, options);
    await untilEnd(service, ended);
    expect((await service.send('POST', `/checks/${ended}/cancel`)).status).toBe(409);
    expect((await service.send('DELETE', `/checks/${ended}`)).status).toBe(204);
    expect((await service.send('GET', `/checks/${ended}`)).status).toBe(404);
  });

  test('gives way to a newer one, with its report and its link, when 20 are kept', async ({ service, options }) => {
    const first = await start(service, options);
    await untilEnd(service, first);
    const { path } = (await service.send('POST', `/checks/${first}/report-link`)).body;
    for (let count = 0; count < 19; count++) {
      await untilEnd(service, await start(service, { ...options, only: ['transport/strict'] }));
    }
    // What does not start takes no place.
    expect((await service.send('POST', '/checks', { ...options, timeout: 0 })).status).toBe(422);
    expect((await fetch(service.url + path)).status).toBe(200);
    await untilEnd(service, await start(service, { ...options, only: ['transport/strict'] }));
    expect((await service.send('GET', '/checks')).body.checks).toHaveLength(20);
    expect((await service.send('GET', `/checks/${first}`)).status).toBe(404);
    expect((await fetch(service.url + path)).status).toBe(404);
  });
});

describe('approvals', () => {
  test('CB-9: an appointment that the page reports as decided, and its callback, satisfy the check', async ({
    xis,
    service,
    approval,
  }) => {
    const id = await start(service, approval);
    const check = await untilApproval(service, id);
    xis.callbacks.set({ ...xis.callbacks.get(), url: check.callbacksUrl });
    const [{ appointment, decision, practitioner, until }] = check.approvals;
    expect({ decision, practitioner }).toEqual({ decision: 'accepted', practitioner: expect.stringMatching(/^Dr\. /) });
    expect(Date.parse(until)).toBeGreaterThan(Date.parse(check.startedAt));

    expect((await service.send('POST', `/checks/${id}/approvals/9999`, { outcome: 'decided' })).status).toBe(404);
    expect((await service.send('POST', `/checks/${id}/approvals/${appointment}`, { outcome: 'x' })).status).toBe(422);
    xis.approvals.approve(appointment);
    await service.send('POST', `/checks/${id}/approvals/${appointment}`, { outcome: 'decided' });
    const second = await follow(service, id, ({ approvals }) => approvals[0]?.decision === 'declined');
    const [declined] = second.approvals;
    xis.approvals.decline(declined.appointment);
    await service.send('POST', `/checks/${id}/approvals/${declined.appointment}`, { outcome: 'decided' });

    expect(await untilEnd(service, id)).toMatchObject({ state: 'finished', approvals: [] });
    const { body } = await service.send('GET', `/checks/${id}/report`);
    const { verdict } = body.checks.find((result: { readonly id: string }) => result.id === 'callbacks/accepted');
    expect(verdict).toBe('pass');
  });

  test('a cancelled check cancels its appointments, and leaves no run file', async ({ xis, service, approval }) => {
    const id = await start(service, approval);
    const { runFile, maxBookings } = await untilApproval(service, id);
    expect(runFile).toContain(tmpdir());
    expect(maxBookings).toBeGreaterThan(0);
    const { body } = await service.send('POST', `/checks/${id}/cancel`);
    expect(body.state).toBe('cancelling');
    const check = await untilEnd(service, id);
    expect(check).toMatchObject({ state: 'cancelled', approvals: [] });
    expect(check.runFile).toBeUndefined();
    expect(readdirSync(tmpdir())).not.toContain(runFile.slice(tmpdir().length + 1));
    expect(new Set(xis.appointments.list().map(({ state }) => state))).toEqual(new Set(['cancelled']));
    expect((await service.send('GET', `/checks/${id}/report`)).status).toBe(200);
  });

  test('the end of the service cancels running checks, and waits for their appointments', async ({
    xis,
    service,
    approval,
  }) => {
    await untilApproval(service, await start(service, approval));
    await service.end();
    expect(new Set(xis.appointments.list().map(({ state }) => state))).toEqual(new Set(['cancelled']));
    expect((await service.send('POST', '/checks', approval)).status).toBe(409);
  });
});

describe('changes', () => {
  test('UP-1: the page is asked for a change, and its update is waited for', async ({ xis, service, approval }) => {
    const id = await start(service, { ...approval, only: ['updates/sent'], askForChanges: true });
    const check = await follow(service, id, ({ changes }) => changes.length > 0);
    xis.callbacks.set({ ...xis.callbacks.get(), url: check.callbacksUrl });
    const [wanted] = check.changes;
    expect(wanted).toMatchObject({ change: expect.stringMatching(/^(?:make|move|cancel)$/), patient: EMMA.reference });
    expect((await service.send('POST', `/checks/${id}/changes/unheard-of`, { outcome: 'unknown' })).status).toBe(404);
    const { status } = await service.send('POST', `/checks/${id}/changes/${wanted.change}`, { outcome: 'unknown' });
    expect(status).toBe(204);
    await service.send('POST', `/checks/${id}/cancel`);
    expect((await untilEnd(service, id)).state).toBe('cancelled');
  });
});

describe('the report link', () => {
  test('needs no token, cannot be guessed, and ends with its check', async ({ xis, options }) => {
    const service = await startService(
      [
        checksPart({
          defaults: () => ({ values: {}, environment: {} }),
          onError: (error) => expect.fail(String(error)),
        }),
      ],
      'control-token',
    );
    const id = await start(service, options);
    await untilEnd(service, id);
    const { path } = (await service.send('POST', `/checks/${id}/report-link`)).body;
    expect(path).toMatch(/^\/__ui\/reports\/[0-9a-f]{8}-[0-9a-f-]{27}\.html$/);
    expect((await service.send('POST', `/checks/${id}/report-link`)).body.path).toBe(path);

    const page = await fetch(service.url + path);
    expect(await page.text()).toContain(xis.url);
    expect(page.headers.get('content-security-policy')).toBe(
      "sandbox allow-scripts allow-popups; frame-ancestors 'self'",
    );
    expect(page.headers.get('cache-control')).toBe('no-store');
    for (const [extension, mediaType] of [
      ['json', 'application/json; charset=utf-8'],
      ['xml', 'application/xml; charset=utf-8'],
      ['md', 'text/markdown; charset=utf-8'],
      ['har', 'application/json; charset=utf-8'],
    ]) {
      const response = await fetch(service.url + path.replace('html', extension));
      expect(response.headers.get('content-type')).toBe(mediaType);
      await response.text();
    }
    const archive = await fetch(service.url + path.replace('html', 'zip'));
    expect(archive.headers.get('content-type')).toBe('application/zip');
    const files = unzipSync(new Uint8Array(await archive.arrayBuffer()));
    expect(strFromU8(files['report.html'] ?? new Uint8Array())).toContain(xis.url);
    for (const other of ['/__ui/reports/.html', path.replace('.html', ''), path.replace('html', 'constructor')]) {
      expect((await fetch(service.url + other)).status).toBe(404);
    }
    expect((await fetch(service.url + path, { method: 'POST' })).status).toBe(405);
    expect((await fetch(`${service.url}/__ui/checks/${id}`)).status).toBe(401);

    await service.send('DELETE', `/checks/${id}`);
    expect((await fetch(service.url + path)).status).toBe(404);
    await service.close();
  });
});

describe('options', () => {
  test('the form has every option that a page can set, with the command line as defaults, and no secret', async ({
    service,
    defaults,
  }) => {
    defaults.values = { url: 'http://xis.example/fhir', token: TOKEN, patientBsn: BSN, maxBookings: 7 };
    const { body, text } = await service.send('GET', '/checks/options');
    const options = body.groups.flatMap((group: { readonly options: unknown }) => group.options);
    expect(options.map(({ key }: { readonly key: string }) => key)).toEqual([...PAGE_KEYS]);
    const byKey = Object.fromEntries(options.map((option: { readonly key: string }) => [option.key, option]));
    expect(byKey.url).toMatchObject({ value: 'http://xis.example/fhir' });
    expect(byKey.maxBookings).toMatchObject({ type: 'number', value: 7, default: 16 });
    expect(byKey.token).toMatchObject({ isSecret: true, isSet: true });
    expect(byKey.dialect.choices).toEqual(['published', 'r4']);
    expect(text).not.toMatch(new RegExp(`${TOKEN}|${BSN}`));
  });

  test('what names a file or a command of the machine, or is for a terminal, is for the command line only', () => {
    const missing = Object.keys(checkTable()).filter((key) => !PAGE_KEYS.has(key));
    expect(missing.sort()).toEqual([
      'bundle',
      'ca',
      'clientCert',
      'clientKey',
      'clientKeyJwk',
      'color',
      'config',
      'har',
      'html',
      'json',
      'junit',
      'knownFailures',
      'markdown',
      'onApprovalNeeded',
      'onChangeNeeded',
      'open',
      'otherSubjectTokenCommand',
      'quiet',
      'runFile',
      'subjectTokenCommand',
      'tokenCommand',
      'ui',
      'uiPort',
    ]);
  });

  test('a page can set none of these', async ({ service, options }) => {
    const { status, body } = await service.send('POST', '/checks', { ...options, tokenCommand: 'echo canary' });
    expect(status).toBe(422);
    expect(body.issue[0].diagnostics).toBe(
      'tokenCommand: only the command line can set this option, because it is about this machine',
    );
    expect((await service.send('POST', '/checks', { ...options, constructor: 1 })).status).toBe(422);
  });

  test('a secret of the command line is sent to its url, is in no view, and is removed by null', async ({
    recorder,
    service,
    defaults,
    options,
  }) => {
    const ofRecorder = { ...options, url: recorder.url };
    defaults.values = { url: recorder.url, token: TOKEN, patientBsn: BSN };
    await untilEnd(service, await start(service, { ...ofRecorder, token: null }));
    expect(recorder.takeTokens()).toEqual([undefined]);
    const id = await start(service, ofRecorder);
    await untilEnd(service, id);
    expect(recorder.takeTokens()).toEqual([`Bearer ${TOKEN}`]);
    for (const path of ['/checks', `/checks/${id}`]) {
      expect((await service.send('GET', path)).text).not.toMatch(new RegExp(`${TOKEN}|${BSN}`));
    }
  });

  test('a secret of the command line does not follow to another url', async ({
    recorder,
    service,
    defaults,
    options,
  }) => {
    defaults.values = { url: 'http://elsewhere.example/fhir', token: TOKEN };
    await untilEnd(service, await start(service, { ...options, url: recorder.url }));
    expect(recorder.takeTokens()).toEqual([undefined]);
  });

  test('the client secret of the process goes to the issuer of the command line only', async ({
    recorder,
    service,
    defaults,
    options,
  }) => {
    defaults.values = { url: recorder.url };
    defaults.environment = { XIS_TESTKIT_CLIENT_SECRET: 'canarySecret' };
    const asked = { ...options, url: recorder.url, tokenUrl: `${recorder.url}/token`, clientId: 'page' };
    const secret = (text: string) => `Basic ${Buffer.from(`page:${text}`).toString('base64')}`;
    await untilEnd(service, await start(service, asked));
    expect(recorder.takeTokens()).not.toContain(secret('canarySecret'));
    await untilEnd(
      service,
      await start(service, { ...asked, clientSecret: 'ownSecret', clientAuth: 'client_secret_basic' }),
    );
    expect(recorder.takeTokens()).toContain(secret('ownSecret'));
    defaults.values = { url: recorder.url, tokenUrl: `${recorder.url}/token`, clientAuth: 'client_secret_basic' };
    await untilEnd(service, await start(service, asked));
    expect(recorder.takeTokens()).toContain(secret('canarySecret'));
  });

  test('the simulator that serves the page adds the BSN of its patient, and its time', async ({
    xis,
    service,
    defaults,
    approval,
  }) => {
    const { patientBsn: _bsn, category: _category, ...unnamed } = approval;
    defaults.values = { url: xis.url };
    const now = Date.parse('2030-01-07T07:00:00+01:00');
    defaults.local = {
      baseUrl: xis.url,
      find: async (organization, patient) =>
        organization === '01000001' && patient === EMMA.reference
          ? { now, values: { patientBsn: BSN, category: CATEGORY } }
          : undefined,
    };
    xis.clock.freeze('2030-01-07T07:00:00+01:00');
    const id = await start(service, { ...unnamed, only: ['creation/accepted'] });
    const check = await untilEnd(service, id);
    expect(check).toMatchObject({ state: 'finished', options: { category: CATEGORY } });
    expect(check.options).not.toHaveProperty('patientBsn');
    expect(xis.appointments.list()[0]?.start).toMatch(/^2030-0[12]/);
    expect((await service.send('POST', '/checks', { ...unnamed, organization: '01000002' })).status).toBe(422);
  });
});
