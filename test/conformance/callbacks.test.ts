import { afterEach, describe, expect, it } from 'vitest';
import {
  type ApprovalRequest,
  type CallbackListener,
  type CheckOptions,
  type CheckReport,
  checkXis,
  type IncomingCallback,
  listenForCallbacks,
  type Progress,
  type RunningListener,
} from '../../conformance/index.ts';
import { AGB_SYSTEM } from '../../fhir/agb.ts';
import { BSN_SYSTEM } from '../../fhir/bsn.ts';
import { CHECKED_PRACTICE, EMMA } from '../../fixtures/test/practices.ts';
import { type CheckedXis, startCheckedXis, useCheckedXis } from '../support/check.ts';

describe('a run that waits for callbacks', () => {
  const xis = useCheckedXis();

  const check = (options: Partial<CheckOptions> = {}): Promise<CheckReport> =>
    checkXis({ ...xis.options, only: ['callbacks/*'], ...options });

  /** Returns the verdicts and messages of the callback checks. */
  function verdicts({ checks }: CheckReport): Readonly<Record<string, readonly [string, string]>> {
    const callbackChecks = checks.filter(({ id }) => id.startsWith('callbacks/'));
    return Object.fromEntries(
      callbackChecks.map(({ id, verdict, message }) => [id.slice(10), [verdict, message] as const]),
    );
  }

  it('keeps the callbacks as evidence, without the BSN', async () => {
    const report = await check();
    const came = report.exchanges.filter(({ direction }) => direction === 'from-xis');
    expect(came.map(({ method, status }) => [method, status])).toEqual([
      ['POST', 201],
      ['POST', 500],
      ['POST', 201],
    ]);
    expect(came[0]?.url).toMatch(/\/AppointmentResponse$/);
    expect(JSON.stringify(report)).not.toContain('999900109');
    const sent = report.checks.find(({ id }) => id === 'callbacks/bsn');
    expect(sent?.exchanges).toContain(came[0]?.id);
    expect(sent?.dialect).toBe('published');
  });

  it('requests one approval and one denial, with the data to find the appointments', async () => {
    const requested: ApprovalRequest[] = [];
    await check({
      approvalTimeoutMs: 60_000,
      onApprovalNeeded: (request) => {
        requested.push(request);
        return xis.options.onApprovalNeeded?.(request) ?? 'unknown';
      },
    });
    expect(requested).toMatchObject([
      { decision: 'accepted', practitioner: 'Dr. Jansen', timeoutMs: 60_000 },
      { decision: 'declined', practitioner: 'Dr. Jansen', timeoutMs: 60_000 },
    ]);
    expect(requested[0]?.start).toMatch(/^2026-11-0\dT14:/);
    // The wait is over, so a countdown can end.
    expect(requested.map(({ signal }) => signal.aborted)).toEqual([true, true]);
  });

  it('is blocked and not failed without a decision in time', async () => {
    const report = await check({ onApprovalNeeded: () => 'unknown' });
    const { sent, accepted, retry, 'not-before-decision': early } = verdicts(report);
    expect(sent?.[0]).toBe('blocked');
    expect(sent?.[1]).toMatch(/^appointment \d+ was not decided in time$/);
    expect(accepted?.[0]).toBe('blocked');
    expect(retry?.[0]).toBe('blocked');
    // It still saw no early callback.
    expect(early?.[0]).toBe('pass');
    expect(report.verdict).toBe('incomplete');
    expect(report.bookings.every(({ cancelled }) => cancelled)).toBe(true);
  });

  it('is blocked with the reason when the approval request fails', async () => {
    const report = await check({
      onApprovalNeeded: () => Promise.reject(new Error('the command ended with exit code 3')),
    });
    expect(verdicts(report)['sent']).toEqual([
      'blocked',
      'the appointment could not be decided: the command ended with exit code 3',
    ]);
  });

  it('CB-1: reads the appointment to confirm an uncertain decision', async () => {
    const report = await check({
      onApprovalNeeded: (request) => {
        xis.options.onApprovalNeeded?.(request);
        return 'unknown';
      },
    });
    expect(report.counts).toMatchObject({ fail: 0, warn: 0, blocked: 0, error: 0 });
    expect(verdicts(report)['accepted']?.[0]).toBe('pass');
    expect(verdicts(report)['declined']?.[0]).toBe('pass');
  });

  it('CB-1: reports a callback that is not JSON, and does not wait for another', async () => {
    let decisions = 0;
    const report = await check({
      onApprovalNeeded: async () => {
        decisions++;
        await fetch(`${xis.options.callbacks?.url}/AppointmentResponse`, { method: 'POST', body: '{"oops' });
        return 'decided' as const;
      },
    });
    expect(decisions).toBe(2);
    expect(verdicts(report)['sent']).toEqual(['fail', 'the callback is not JSON; it got 400']);
    expect(verdicts(report)['bsn']).toEqual(['blocked', 'the callback is not JSON']);
    expect(report.counts.fail).toBe(1);
  });

  /** Checks a practice whose type `gesprek` has this approval, with its own listener. */
  async function checkApproval(
    approval: NonNullable<(typeof CHECKED_PRACTICE)['appointmentTypes'][number]['approval']>,
    options: (automatic: CheckedXis) => Partial<CheckOptions> = () => ({}),
  ): Promise<CheckReport> {
    const types = CHECKED_PRACTICE.appointmentTypes.map((type) =>
      type.code === 'gesprek' ? { ...type, approval } : type,
    );
    const automatic = await startCheckedXis({ ...CHECKED_PRACTICE, appointmentTypes: types });
    try {
      return await checkXis({ ...automatic.options, only: ['callbacks/*'], ...options(automatic) });
    } finally {
      await automatic.close();
    }
  }

  it('CB-9: needs no decision where the practice decides at once by itself, and does not wait for another', async () => {
    const requested: string[] = [];
    const waits: Progress[] = [];
    const report = await checkApproval({ after: 'PT1S' }, () => ({
      onApprovalNeeded: ({ decision }) => {
        requested.push(decision);
        return 'unknown';
      },
      onProgress: (progress) => progress.kind === 'waiting' && waits.push(progress),
    }));
    expect(requested).toEqual([]);
    expect(waits).toEqual([]);
    expect(report.counts).toMatchObject({ fail: 0, warn: 0, error: 0 });
    const { sent, accepted, declined } = verdicts(report);
    expect([sent?.[0], accepted?.[0]]).toEqual(['pass', 'pass']);
    expect(declined?.[0]).toBe('not-applicable');
    expect(declined?.[1]).toMatch(
      /^the practice has accepted appointment \d+ by itself, before its denial was requested$/,
    );
    // Its clauses are examined by the approval, so the run is complete.
    expect(report.verdict).toBe('conformant');
  });

  it('CB-9: ends the wait for a denial when the practice approves by itself, also where it sends no callback', async () => {
    for (const defects of [[], ['callback-never']]) {
      const waits: Extract<Progress, { kind: 'waiting' }>[] = [];
      const report = await checkApproval({ after: 'PT8S' }, (automatic) => {
        automatic.organization.defects.set(defects);
        return {
          onApprovalNeeded: () => 'unknown',
          onProgress: (progress) => {
            if (progress.kind === 'waiting' && progress.text.startsWith('the denial')) waits.push(progress);
          },
        };
      });
      const { declined } = verdicts(report);
      expect(declined?.[0]).toBe('not-applicable');
      expect(declined?.[1]).toMatch(/^the practice has accepted appointment \d+ /);
      expect(waits.length).toBeLessThanOrEqual(2);
      expect(report.counts.fail).toBe(defects.length);
    }
  });

  it('CB-9: is blocked when the practice says that it has declined, and its appointment and callback say otherwise', async () => {
    const report = await check({
      onApprovalNeeded: ({ appointment }) => {
        xis.organization.approvals.approve(appointment);
        return 'decided';
      },
    });
    expect(report.counts.fail).toBe(0);
    const { accepted, declined } = verdicts(report);
    expect(accepted?.[0]).toBe('pass');
    expect(declined?.[0]).toBe('blocked');
    expect(declined?.[1]).toMatch(/^the practice has accepted appointment \d+, although its denial was requested$/);
  });

  it('says what it waits for, at the start and every few seconds', async () => {
    const waits: (readonly [string, string, number])[] = [];
    await check({
      approvalTimeoutMs: 12_000,
      onApprovalNeeded: () => 'unknown',
      onProgress: (progress) => {
        if (progress.kind !== 'waiting') return;
        waits.push([progress.from, progress.text.replace(/\d+/, 'N'), progress.remainingMs]);
      },
    });
    expect(waits).toEqual([
      ['practice', 'the approval of appointment N', 12_000],
      ['practice', 'the approval of appointment N', 7000],
      ['practice', 'the approval of appointment N', 2000],
      ['practice', 'the denial of appointment N', 12_000],
      ['practice', 'the denial of appointment N', 7000],
      ['practice', 'the denial of appointment N', 2000],
    ]);
  });

  it('AP-4: does not apply where no type waits for approval, and the run is complete', async () => {
    const report = await checkApproval('none', () => ({}));
    const { sent } = verdicts(report);
    expect(sent).toEqual([
      'not-applicable',
      "no approval is needed: appointments of 'consult', 'gesprek' are approved at once; name another type with approvalType",
    ]);
    expect(report.counts).toMatchObject({ fail: 0, warn: 0, blocked: 0, error: 0 });
  });

  it('AP-4: is blocked where the type that should wait for approval does not', async () => {
    const report = await check({ approvalType: 'consult' });
    expect(verdicts(report)['sent']).toEqual([
      'blocked',
      "appointments of approvalType 'consult' do not wait for approval (AP-4)",
    ]);
    expect(report.bookings.every(({ cancelled }) => cancelled)).toBe(true);
  });

  it('UP-4, CB-2: responds to unexpected callbacks, and continues', async () => {
    const { callbacks, system } = xis.options;
    if (!system) throw new Error('there is no system');
    const statuses: number[] = [];
    const send = async (method: string, path: string, body?: string): Promise<void> => {
      const response = await fetch(`${callbacks?.url}${path}`, { method, ...(body === undefined ? {} : { body }) });
      statuses.push(response.status);
    };
    let waited = 0;
    const wait = async (...how: Parameters<typeof system.wait>): Promise<void> => {
      if (waited++ === 0) {
        await send('PUT', '/Appointment/strange', '{"resourceType":"Appointment","status":"booked"}');
        await send('POST', '/AppointmentResponse', '{"appointment":{"reference":"Appointment/strange"}}');
        await send('POST', '/AppointmentResponse', 'no JSON');
        await send('DELETE', '/');
      }
      return system.wait(...how);
    };
    const report = await check({ system: { ...system, wait } });
    expect(statuses).toEqual([200, 201, 400, 404]);
    expect(report.counts).toMatchObject({ fail: 0, warn: 0, blocked: 0, error: 0 });
    expect(report.exchanges.filter(({ direction }) => direction === 'from-xis')).toHaveLength(7);
  });
});

describe('callbacks that are changed on their way', () => {
  const xis = useCheckedXis();

  /** Checks with a listener that changes each AppointmentResponse, the first one having number 0. */
  async function checkWith(
    change: (callback: IncomingCallback, number: number) => Partial<IncomingCallback>,
    options: Partial<CheckOptions> = {},
  ): Promise<CheckReport> {
    let count = 0;
    const { callbacks } = xis.options;
    if (!callbacks) throw new Error('there is no listener');
    const changed: CallbackListener = {
      url: callbacks.url,
      onCallback: (handle) =>
        callbacks.onCallback((callback) =>
          handle(callback.method === 'POST' ? { ...callback, ...change(callback, count++) } : callback),
        ),
    };
    return checkXis({
      ...xis.options,
      callbacks: changed,
      only: ['callbacks/*'],
      ...options,
    });
  }

  /** Returns a change of the body. */
  function inBody(change: (body: Record<string, unknown>) => void) {
    return (callback: IncomingCallback): Partial<IncomingCallback> => {
      const body = JSON.parse(callback.body) as Record<string, unknown>;
      change(body);
      return { body: JSON.stringify(body) };
    };
  }

  function findings({ checks }: CheckReport): readonly string[] {
    const found = checks.filter(({ verdict }) => verdict === 'fail' || verdict === 'warn');
    return found.map(({ id, verdict }) => `${verdict} ${id}`);
  }

  /** Adds a resource type, as the published bodies do not have it. */
  const typed = inBody((body) => {
    body['resourceType'] = 'AppointmentResponse';
  });

  it.for([
    ['X-Organization-Identifier', 'token', `${AGB_SYSTEM}|01000001`],
    ['X-Organization-Identifier', 'code', '01000001'],
    ['organisation_agb', 'token', `${AGB_SYSTEM}|01000001`],
    ['organization_agb', 'code', '01000001'],
  ] as const)(
    'CB-3, TR-2: the organization is right in %s as a %s, which the check says',
    async ([name, form, value]) => {
      const report = await checkWith((callback) => {
        const { 'x-organization-identifier': _organization, ...headers } = callback.headers;
        return { ...typed(callback), headers: { ...headers, [name.toLowerCase()]: value } };
      });
      const organization = report.checks.find(({ id }) => id === 'callbacks/organization');
      expect(organization).toMatchObject({ verdict: 'pass', message: `3 callbacks examined: ${name} as a ${form}` });
      expect(findings(report)).toEqual([]);
    },
  );

  it.for([
    { 'x-organization-identifier': '01000002' },
    { 'x-organization-identifier': `${AGB_SYSTEM}|01000001`, organisation_agb: '01000002' },
    { 'x-organization': '01000001' },
  ])('CB-3: another organization, or another header, fails: %o', async (given) => {
    const report = await checkWith((callback) => {
      const { 'x-organization-identifier': _organization, ...headers } = callback.headers;
      return { ...typed(callback), headers: { ...headers, ...given } as Record<string, string> };
    });
    expect(findings(report)).toEqual(['fail callbacks/organization']);
  });

  it.for([undefined, '', '  ', 7])('CB-1: a comment that is missing or empty warns: %o', async (comment) => {
    const report = await checkWith((callback) =>
      inBody((body) => {
        Object.assign(body, { resourceType: 'AppointmentResponse', comment });
      })(callback),
    );
    expect(findings(report)).toEqual(['warn callbacks/comment']);
  });

  it('CB-7: a missing resourceType warns, and another one does', async () => {
    const untyped = await checkWith(
      inBody((body) => {
        delete body['resourceType'];
      }),
    );
    expect(findings(untyped)).toEqual(['warn callbacks/resource-type']);
    const other = await checkWith(
      inBody((body) => {
        body['resourceType'] = 'Appointment';
      }),
    );
    expect(findings(other)).toEqual(['warn callbacks/resource-type']);
  });

  it('CB-1: a callback in the dialect of R4 is right, and the dialect is noted', async () => {
    const report = await checkWith(
      inBody((body) => {
        const [identifier] = (body['actor'] as { reference: { identifier: unknown[] } }).reference.identifier;
        Object.assign(body, { resourceType: 'AppointmentResponse', actor: { reference: 'Patient/1', identifier } });
      }),
    );
    expect(findings(report)).toEqual([]);
    expect(report.checks.find(({ id }) => id === 'callbacks/bsn')).toMatchObject({ verdict: 'pass', dialect: 'r4' });
  });

  it.for([{ isUtf8: false }, { headers: { 'content-type': 'application/fhir+json; charset=ISO-8859-1' } }])(
    'TR-14: a body that is not UTF-8 warns: %o',
    async ({ headers = {}, ...change }) => {
      const report = await checkWith((callback) => ({
        ...typed(callback),
        ...change,
        headers: { ...callback.headers, ...headers },
      }));
      expect(findings(report)).toEqual(['warn callbacks/utf-8']);
    },
  );

  it('TR-14: the charset UTF-8 may be declared in any case', async () => {
    const report = await checkWith((callback) => ({
      ...typed(callback),
      headers: { ...callback.headers, 'content-type': 'application/fhir+json;Charset="utf-8"' },
    }));
    expect(findings(report)).toEqual([]);
  });

  it('CB-6: a retry with another comment warns, and its comment is not in the report', async () => {
    const report = await checkWith((callback, number) =>
      inBody((body) => {
        Object.assign(body, { resourceType: 'AppointmentResponse', ...(number === 2 && { comment: 'Zeg het Emma' }) });
      })(callback),
    );
    expect(findings(report)).toEqual(['warn callbacks/retry-content']);
    const check = report.checks.find(({ id }) => id === 'callbacks/retry-content');
    expect(check).toMatchObject({ expected: 'the same comment', actual: 'another comment' });
  });

  it('CB-6, CB-9: a retry with another decision fails, because only the retry was delivered', async () => {
    const report = await checkWith((callback, number) =>
      inBody((body) => {
        Object.assign(body, { resourceType: 'AppointmentResponse' }, number === 2 && { participantStatus: 'accepted' });
      })(callback),
    );
    expect(findings(report)).toEqual(['fail callbacks/declined', 'warn callbacks/retry-content']);
  });

  it('CB-9: a callback about an appointment that needed no approval fails, with advice', async () => {
    const { system, callbacks } = xis.options;
    if (!system) throw new Error('there is no system');
    let isSent = false;
    const wait = async (...how: Parameters<typeof system.wait>): Promise<void> => {
      const accepted = xis.organization.appointments.list().find(({ type }) => type === 'consult');
      if (!isSent && accepted) {
        isSent = true;
        await fetch(`${callbacks?.url}/AppointmentResponse`, {
          method: 'POST',
          body: JSON.stringify({
            resourceType: 'AppointmentResponse',
            actor: { reference: { identifier: [{ system: BSN_SYSTEM, value: EMMA.bsn }] } },
            comment: 'Tot dan',
            appointment: { reference: `Appointment/${accepted.id}` },
            participantStatus: 'accepted',
          }),
        });
      }
      return system.wait(...how);
    };
    const report = await checkWith(typed, { system: { ...system, wait } });
    expect(findings(report)).toEqual(['fail callbacks/unneeded']);
    const check = report.checks.find(({ id }) => id === 'callbacks/unneeded');
    expect(check?.message).toContain('name it with approvalType');
    expect(check?.actual).toBe("'accepted'");
  });
});

describe('the listener', () => {
  let listener: RunningListener;
  const start = async (options: { readonly publicUrl?: string } = {}): Promise<RunningListener> => {
    listener = await listenForCallbacks({ port: 0, now: () => 1_000, ...options });
    return listener;
  };
  afterEach(() => listener.close());
  const post = (path: string, body: string): Promise<Response> =>
    fetch(`http://localhost:${listener.port}${path}`, { method: 'POST', body });

  it('returns 404 before and after the run that receives callbacks', async () => {
    await start();
    expect((await post('/AppointmentResponse', '{}')).status).toBe(404);
    const stop = listener.onCallback(() => ({ status: 201, headers: { 'X-Seen': 'yes' } }));
    const response = await post('/AppointmentResponse', '{}');
    expect([response.status, response.headers.get('x-seen')]).toEqual([201, 'yes']);
    stop();
    expect((await post('/AppointmentResponse', '{}')).status).toBe(404);
  });

  it('passes on method, path, headers, body and time, and removes the base of its public URL', async () => {
    await start({ publicUrl: 'https://tunnel.example/spreekuur/' });
    expect(listener.url).toBe('https://tunnel.example/spreekuur');
    const paths: string[] = [];
    listener.onCallback(({ method, path, headers, body, isUtf8, at }) => {
      paths.push(path);
      expect([method, body, isUtf8, at]).toEqual(['POST', 'hello', true, 1_000]);
      expect(headers['content-type']).toMatch(/^text\/plain/);
      return { status: 201 };
    });
    await post('/spreekuur/AppointmentResponse', 'hello');
    await post('/AppointmentResponse', 'hello');
    expect(paths).toEqual(['/AppointmentResponse', '/AppointmentResponse']);
  });

  it('TR-14: says whether the bytes are UTF-8', async () => {
    await start();
    const seen: (boolean | undefined)[] = [];
    listener.onCallback(({ isUtf8 }) => {
      seen.push(isUtf8);
      return { status: 201 };
    });
    for (const body of [Buffer.from('é', 'utf8'), Buffer.from('é', 'latin1')]) {
      await fetch(`http://localhost:${listener.port}/`, { method: 'POST', body });
    }
    expect(seen).toEqual([true, false]);
  });

  it('returns 413 for a body that is too long, and 500 when the handler fails', async () => {
    await start();
    listener.onCallback(() => {
      throw new Error('a mistake');
    });
    expect((await post('/AppointmentResponse', ' '.repeat(70_000))).status).toBe(413);
    expect((await post('/AppointmentResponse', '{}')).status).toBe(500);
  });
});
