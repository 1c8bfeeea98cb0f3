import { describe, expect, it } from 'vitest';
import {
  type CallbackListener,
  type ChangeRequest,
  type CheckOptions,
  type CheckReport,
  checkXis,
  type IncomingCallback,
  type Progress,
} from '../../conformance/index.ts';
import { BSN_SYSTEM } from '../../fhir/bsn.ts';
import { CHECKED_PRACTICE, DAAN } from '../../fixtures/test/practices.ts';
import { startCheckedXis, useCheckedXis } from '../support/check.ts';

const xis = useCheckedXis();

type Body = Record<string, unknown>;

/** Checks the updates of a XIS, each changed on its way by a function of its body and number. */
function check(
  options: Partial<CheckOptions> = {},
  change: (body: Body, number: number) => unknown = (body) => body,
  path: (path: string) => string = (same) => same,
): Promise<CheckReport> {
  const { callbacks } = xis.options;
  if (!callbacks) throw new Error('there is no listener');
  let count = 0;
  const changed = (callback: IncomingCallback): IncomingCallback => {
    if (callback.method !== 'PUT') return callback;
    const body = change(JSON.parse(callback.body) as Body, count++);
    return { ...callback, path: path(callback.path), body: typeof body === 'string' ? body : JSON.stringify(body) };
  };
  const listener: CallbackListener = {
    url: callbacks.url,
    onCallback: (handle) => callbacks.onCallback((callback) => handle(changed(callback))),
  };
  return checkXis({ ...xis.options, callbacks: listener, only: ['updates/*'], ...options });
}

function verdicts({ checks }: CheckReport): Readonly<Record<string, readonly [string, string]>> {
  const examined = checks.filter(({ id }) => id.startsWith('updates/'));
  return Object.fromEntries(examined.map(({ id, verdict, message }) => [id.slice(8), [verdict, message]]));
}

function findings({ checks }: CheckReport): readonly string[] {
  const found = checks.filter(({ verdict }) => !['pass', 'not-applicable'].includes(verdict));
  return found.map(({ id, verdict }) => `${verdict} ${id}`);
}

const withoutChanges = { onChangeNeeded: undefined } as never as Partial<CheckOptions>;

it('UP-1, PT-4: a change is requested for the patient whom the XIS finds by the BSN', async () => {
  const patients: string[] = [];
  const { onChangeNeeded, patient: { bsn = '', display = '' } = {} } = xis.options;
  const report = await check({
    patient: { bsn, display },
    onChangeNeeded(request) {
      patients.push(request.patient);
      return onChangeNeeded?.(request) ?? 'unknown';
    },
  });
  expect(findings(report)).toEqual([]);
  expect(patients).toEqual(['Patient/1', 'Patient/1', 'Patient/1']);
});

describe('a run without onChangeNeeded', () => {
  it('UP-1, UP-5, UP-6: is complete without updates, and names the option', async () => {
    const report = await check({ ...withoutChanges, only: ['updates/*', 'creation/accepted'] });
    expect(findings(report)).toEqual([]);
    expect(verdicts(report)).toMatchObject({
      sent: ['not-applicable', 'needs onChangeNeeded'],
      once: ['not-applicable', 'needs onChangeNeeded'],
      unchanged: ['not-applicable', 'needs onChangeNeeded'],
      complete: ['not-applicable', 'needs onChangeNeeded: the practice changed nothing during the run'],
      id: ['not-applicable', 'needs onChangeNeeded: the practice changed nothing during the run'],
    });
    expect(report.verdict).toBe('conformant');
    expect(report.bookings).toHaveLength(1);
  });

  it('UP-1: examines updates that come by themselves', async () => {
    const onApprovalNeeded: CheckOptions['onApprovalNeeded'] = (request) => {
      const outcome = xis.options.onApprovalNeeded?.(request) ?? 'unknown';
      if (request.decision === 'accepted') xis.organization.appointments.cancel(request.appointment);
      return outcome;
    };
    const options = { ...withoutChanges, onApprovalNeeded, only: ['callbacks/sent', 'updates/*'] };
    const right = await check(options);
    expect(findings(right)).toEqual([]);
    expect(verdicts(right)['complete']).toEqual(['pass', '1 updates examined']);
    const wrong = await check(options, ({ serviceCategory: _category, ...body }) => body);
    expect(findings(wrong)).toEqual(['fail updates/complete']);
  });
});

describe('a run that has appointments changed', () => {
  it('UP-1: requests a move, a cancellation and a new appointment, with the data to find them', async () => {
    const requested: ChangeRequest[] = [];
    const report = await check({
      onChangeNeeded: (request) => {
        requested.push(request);
        return xis.options.onChangeNeeded?.(request) ?? 'unknown';
      },
    });
    expect(findings(report)).toEqual([]);
    expect(verdicts(report)['sent']).toEqual(['pass', '3 changes examined']);
    const [move, cancel, make] = requested;
    expect(requested.map(({ change }) => change)).toEqual(['move', 'cancel', 'make']);
    expect(move?.appointment).toBe(cancel?.appointment);
    expect(move?.newStart).toMatch(/^2026-1[01]-\d\dT/);
    expect(move?.newStart).not.toBe(move?.start);
    expect(make).toMatchObject({ type: 'consult', patient: 'Patient/1', timeoutMs: 120_000 });
    expect(make?.appointment).toBeUndefined();
    expect(requested.map(({ signal }) => signal.aborted)).toEqual([true, true, true]);
    // The one that the practice has made is cancelled as well.
    expect(report.bookings.map(({ cancelled }) => cancelled)).toEqual([true, true]);
    expect(xis.organization.appointments.list().map(({ state }) => state)).toEqual(['cancelled', 'cancelled']);
  });

  it('AP-4: has the appointment of the practice moved and cancelled where its own wait for approval', async () => {
    const appointmentTypes = [{ code: 'gesprek', display: 'Gesprek', minutes: 30, approval: 'manual' }] as const;
    const [jansen] = CHECKED_PRACTICE.schedules;
    if (!jansen) throw new Error('the practice has a schedule');
    const hours = [{ days: 'workdays', from: '09:00', to: '10:30', type: 'gesprek' }] as const;
    const started = await startCheckedXis({
      ...CHECKED_PRACTICE,
      appointmentTypes,
      schedules: [{ ...jansen, hours }],
    });
    try {
      const requested: string[] = [];
      const { category: _category, ...options } = started.options;
      const report = await checkXis({
        ...options,
        only: ['updates/*'],
        onChangeNeeded: (request) => {
          requested.push(`${request.change} ${request.appointment ?? ''}`);
          return options.onChangeNeeded?.(request) ?? 'unknown';
        },
      });
      expect(requested).toEqual(['make ', 'move 1002', 'cancel 1002']);
      expect(findings(report)).toEqual([]);
      expect(report.bookings.every(({ cancelled }) => cancelled)).toBe(true);
    } finally {
      await started.close();
    }
  });

  it.for<[string, (body: Body) => unknown, string]>([
    ['another resourceType', (body) => ({ ...body, resourceType: 'Basic' }), 'fail updates/complete'],
    ['no end', ({ end: _end, ...body }) => body, 'fail updates/complete'],
    ['an empty service category', (body) => ({ ...body, serviceCategory: [] }), 'fail updates/complete'],
    [
      'a start with a comma',
      (body) => ({ ...body, start: `${String(body['start']).slice(0, 19)},000Z` }),
      'fail updates/instants',
    ],
    [
      'an end with +00:60',
      (body) => ({ ...body, end: `${String(body['end']).slice(0, 19)}+00:60` }),
      'fail updates/instants',
    ],
    ['another id', (body) => ({ ...body, id: 'x' }), 'fail updates/id'],
    ['another status of the patient', (body) => withParticipant(body, { status: 'tentative' }), 'fail updates/patient'],
  ])('UP-1, UP-5: fails for an update with %s', async ([, change, finding]) => {
    expect(findings(await check({}, change))).toEqual([finding]);
  });

  it('UP-1: fails for another BSN of an appointment of the run, and does not show it', async () => {
    const identifier = { system: BSN_SYSTEM, value: DAAN.bsn };
    const report = await check({ approvalTimeoutMs: 10_000, onApprovalNeeded: () => 'unknown' }, (body, number) =>
      number === 1 ? withParticipant(body, { actor: { reference: 'Patient/1', identifier } }) : body,
    );
    expect(findings(report)).toContain('fail updates/patient');
    expect(JSON.stringify(report)).not.toContain(DAAN.bsn);
  });

  it('UP-5: fails for an id that Location did not give, in path and body', async () => {
    const report = await check(
      {},
      (body) => ({ ...body, id: `u${body['id']}` }),
      (path) => path.replace(/(\d+)$/, 'u$1'),
    );
    expect(findings(report)).toContain('fail updates/id');
    expect(findings(report)).not.toContain('fail updates/sent');
    const id = report.checks.find((each) => each.id === 'updates/id');
    expect([id?.expected, id?.actual]).toEqual(["'1001'", "'u1001'"]);
  });

  it('UP-1: fails for an update that does not show the change', async () => {
    const report = await check({}, (body) => ({ ...body, status: 'booked' }));
    expect(findings(report)).toContain('fail updates/sent');
    expect(verdicts(report)['sent']?.[1]).toBe('no update shows that the practice has cancelled an appointment');
  });

  it('UP-1: fails for an update that is not JSON', async () => {
    expect(findings(await check({}, () => 'no JSON'))).toContain('fail updates/complete');
  });

  it('is blocked with the reason when a change fails, or does not come', async () => {
    const failing = await check({ onChangeNeeded: () => Promise.reject(new Error('exit code 3')) });
    expect(verdicts(failing)['sent']).toEqual(['blocked', 'the appointment could not be changed: exit code 3']);
    const waits: Extract<Progress, { kind: 'waiting' }>[] = [];
    const missing = await check({
      approvalTimeoutMs: 5000,
      onChangeNeeded: () => 'unknown',
      onProgress: (progress) => progress.kind === 'waiting' && waits.push(progress),
    });
    expect(verdicts(missing)['sent']?.[0]).toBe('blocked');
    expect(verdicts(missing)['sent']?.[1]).toMatch(
      /^the move of appointment \d+ by the practice did not come in time$/,
    );
    expect(waits.map(({ from, text }) => [from, text.replace(/\d+/, 'N')])).toEqual([
      ['practice', 'the move of appointment N by the practice'],
      ['practice', 'the cancellation of appointment N by the practice'],
      ['practice', 'a new appointment by the practice'],
    ]);
    for (const report of [failing, missing]) expect(report.counts.fail).toBe(0);
  });

  it('names an appointment that the practice has made without an update', async () => {
    xis.organization.defects.set(['update-never']);
    const report = await check();
    expect(findings(report)).toContain('fail updates/sent');
    const open = report.bookings.filter(({ cancelled }) => !cancelled);
    expect(open).toMatchObject([{ appointment: '', why: expect.stringContaining('look it up in the XIS') }]);
  });
});

function withParticipant(body: Body, changes: Body): Body {
  const [patient] = body['participant'] as readonly Body[];
  return { ...body, participant: [{ ...patient, ...changes }] };
}
