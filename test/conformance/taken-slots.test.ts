import { describe, expect, it } from 'vitest';
import {
  CheckOptionError,
  type CheckOptions,
  type CheckReport,
  checkXis,
  cleanUp,
  type RunRecord,
} from '../../conformance/index.ts';
import { CHECKED_PRACTICE, DAAN, EMMA } from '../../fixtures/test/practices.ts';
import { startCheckedXis, useCheckedXis } from '../support/check.ts';
import { leanFetch } from '../support/lean-fetch.ts';

const ONLY = ['creation/conflict', 'creation/conflict-stores-nothing', 'creation/race', 'creation/slot-gone'];

function results({ checks }: CheckReport): Readonly<Record<string, readonly [string, string]>> {
  const examined = checks.filter(({ message }) => !message.startsWith('left out'));
  return Object.fromEntries(examined.map(({ id, verdict, message }) => [id, [verdict, message]]));
}

describe('AP-2: a practice with two places at one time', () => {
  const [jansen, smit] = CHECKED_PRACTICE.schedules;
  if (!jansen || !smit) throw new Error('the practice has two schedules');
  /** A second schedule with the same practitioner and the same times. */
  const second = { ...jansen, id: 'jansen-2', busyShare: 0 };
  const first = { ...jansen, busyShare: 0 };

  async function check(schedules: typeof CHECKED_PRACTICE.schedules, only: readonly string[]): Promise<CheckReport> {
    const xis = await startCheckedXis({ ...CHECKED_PRACTICE, schedules });
    try {
      return await checkXis({ ...xis.options, only });
    } finally {
      await xis.close();
    }
  }

  it('AP-7, AP-8: is checked by a slot that is alone', async () => {
    const report = await check([first, second, smit], ONLY);
    expect(report.counts).toMatchObject({ fail: 0, warn: 0, blocked: 0, pass: 4 });
    expect(report.bookings.map(({ slot }) => slot).every((slot) => slot.includes('smit'))).toBe(true);
  });

  it('AP-7, AP-8: blocks the checks with advice where every slot has another one that is alike', async () => {
    const report = await check([first, second], [...ONLY, 'tenants/cancellation-apart', 'cancellation/slot-free']);
    const advice =
      'every free slot of the type has another one with the same practitioner and times, so that a second booking is right (AP-2): open a slot that is alone, or choose another type with type';
    const { 'creation/slot-gone': gone, 'tenants/cancellation-apart': apart, ...others } = results(report);
    expect(others['creation/conflict']).toEqual(['blocked', advice]);
    expect(others['creation/race']).toEqual(['blocked', advice]);
    // AP-9, AP-18: after a booking there is one place less, and after its cancellation as many as before.
    expect(gone?.[0]).toBe('pass');
    expect(others['cancellation/slot-free']?.[0]).toBe('pass');
    // TR-6: another check does without a conflict.
    expect(apart?.[0]).toBe('pass');
    expect(report.counts.fail).toBe(0);
  });

  it('AP-9: fails where a booking does not take a place', async () => {
    const xis = await startCheckedXis({ ...CHECKED_PRACTICE, schedules: [first, second] });
    try {
      xis.organization.defects.set(['appointment-slot-stays-free']);
      const report = await checkXis({ ...xis.options, only: ['creation/slot-gone'] });
      expect(report.counts.fail).toBe(1);
    } finally {
      await xis.close();
    }
  });
});

describe('the second test patient', () => {
  const xis = useCheckedXis();

  /** Checks a XIS that rejects some bookings by patient. */
  async function check(
    statusOf: (patients: { readonly isOther: boolean; readonly isTaken: boolean }) => number | undefined,
    options: Partial<CheckOptions> = {},
  ): Promise<CheckReport> {
    const { system } = xis.options;
    if (!system) throw new Error('there is no system');
    const withFetch: typeof fetch = async (input, init) => {
      const response = await leanFetch(input, init);
      if (init?.method !== 'POST' || !String(input).endsWith('/Appointment')) return response;
      const isOther = String(init.body).includes(DAAN.reference);
      const status = statusOf({ isOther, isTaken: response.status === 409 });
      return status === undefined
        ? response
        : new Response(await response.text(), { status, headers: response.headers });
    };
    return checkXis({ ...xis.options, only: ONLY, system: { ...system, fetch: withFetch }, ...options });
  }

  const withoutOther = { otherPatient: undefined } as never as Partial<CheckOptions>;

  it('AP-7, AP-8: books the slot that the first one has, and races with the first one', async () => {
    const report = await check(() => undefined);
    expect(results(report)['creation/conflict']).toEqual([
      'pass',
      'one booking of a taken slot examined, by the second test patient',
    ]);
    expect(results(report)['creation/race']?.[1]).toMatch(/by the second test patient$/);
    const patients = xis.organization.requests
      .find({ operation: 'create-appointment' })
      .map(({ body }) => JSON.stringify(body).includes(DAAN.reference));
    expect(patients.filter(Boolean)).toHaveLength(3);
  });

  it('AP-7: is replaced by the first one where the XIS rejects that patient, and the message says so', async () => {
    const report = await check(({ isOther }) => (isOther ? 403 : undefined));
    expect(results(report)['creation/conflict']).toEqual([
      'pass',
      'one booking of a taken slot examined, by the same patient, because the second one was rejected',
    ]);
    expect(results(report)['creation/race']?.[0]).toBe('pass');
  });

  it('AP-7: fails a XIS that rejects both with 422', async () => {
    const report = await check(({ isTaken }) => (isTaken ? 422 : undefined));
    expect(results(report)['creation/conflict']?.[0]).toBe('fail');
  });

  it('AP-7: without it a 422 is inconclusive, because the first patient has an appointment at that time', async () => {
    const report = await check(({ isTaken }) => (isTaken ? 422 : undefined), withoutOther);
    expect(results(report)['creation/conflict']).toEqual([
      'blocked',
      'booking a taken slot returned 422, which may be for another reason: it was by the same patient, without otherPatient.reference',
    ]);
    expect(report.counts.fail).toBe(0);
  });

  it('AP-8: without it a race with 422 is inconclusive, and the message says so', async () => {
    let taken = 0;
    const report = await check(({ isTaken }) => (isTaken && taken++ > 0 ? 422 : undefined), withoutOther);
    expect(results(report)['creation/conflict']?.[1]).toMatch(/without otherPatient\.reference$/);
    const [verdict, message] = results(report)['creation/race'] ?? [];
    expect(verdict).toBe('blocked');
    expect(message).toContain('the 422 may be for another reason');
  });

  it('AP-8: without it several successes still fail', async () => {
    xis.organization.defects.set(['appointment-race']);
    const report = await check(() => undefined, withoutOther);
    expect(results(report)['creation/race']?.[0]).toBe('fail');
  });

  it('CN-4: is the one in whose name the appointment is cancelled', async () => {
    const { system } = xis.options;
    if (!system) throw new Error('there is no system');
    const bodies: string[] = [];
    const recording: typeof fetch = (input, init) => {
      if (String(input).endsWith('/AppointmentResponse')) bodies.push(String(init?.body));
      return leanFetch(input, init);
    };
    await check(() => undefined, { only: ['cancellation/another-patient'], system: { ...system, fetch: recording } });
    expect(bodies.map((body) => body.includes(DAAN.bsn))).toEqual([false, true, false]);
  });

  it('CN-4, TR-6: whom a XIS lets cancel, it lets cancel after the check of organizations', async () => {
    xis.organization.defects.set(['cancel-any-patient']);
    const report = await check(() => undefined, {
      only: ['cancellation/another-patient', 'tenants/cancellation-apart', 'AP-17'],
    });
    expect(results(report)['cancellation/another-patient']?.[0]).toBe('warn');
    expect(results(report)['tenants/cancellation-apart']?.[0]).toBe('pass');
    expect(results(report)['creation/conflict-stores-nothing']?.[0]).toBe('pass');
  });

  it('has secrets like the first one', async () => {
    const records: RunRecord[] = [];
    const report = await check(() => undefined, { runFile: { append: (record) => void records.push(record) } });
    for (const secret of [DAAN.bsn, 'Daan', 'Visser', Buffer.from(DAAN.bsn).toString('base64')]) {
      expect(JSON.stringify(report)).not.toContain(secret);
      expect(JSON.stringify(records)).not.toContain(secret);
    }
    expect(report.options['otherPatientReference']).toBe(DAAN.reference);
  });

  it('has its appointments cancelled with its own BSN, also after a crash', async () => {
    const records: RunRecord[] = [];
    const { system } = xis.options;
    if (!system) throw new Error('there is no system');
    xis.organization.defects.set(['appointment-double-booking']);
    // Nothing can be cancelled, as after a crash.
    const refusing: typeof fetch = (input, init) =>
      String(input).endsWith('/AppointmentResponse')
        ? Promise.resolve(new Response('', { status: 503 }))
        : leanFetch(input, init);
    await checkXis({
      ...xis.options,
      only: ['creation/conflict'],
      system: { ...system, fetch: refusing },
      runFile: { append: (record) => void records.push(record) },
    });
    const text = records.map((record) => `${JSON.stringify(record)}\n`).join('');
    const left = await cleanUp(text, { ...xis.options, ...withoutOther });
    expect(left.bookings.map(({ cancelled, why }) => [cancelled, why])).toEqual([
      [true, undefined],
      [false, 'needs otherPatient.bsn'],
    ]);
    const { bookings } = await cleanUp(text, xis.options);
    expect(bookings.every(({ cancelled }) => cancelled)).toBe(true);
  });

  it.for([EMMA, { ...DAAN, bsn: EMMA.bsn }, { ...DAAN, reference: EMMA.reference }])(
    'is another one than the first: %#',
    async (otherPatient) => {
      await expect(checkXis({ ...xis.options, otherPatient })).rejects.toThrow(CheckOptionError);
    },
  );
});
