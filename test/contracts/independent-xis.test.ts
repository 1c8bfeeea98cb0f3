import { describe, expect, test } from 'vitest';
import { Interrupted, verifyXis, type XisVerificationOptions } from '../../contracts/index.ts';
import { realSystem } from '../../engine/index.ts';
import { startIndependentXis, type XisDeviations } from '../support/independent-xis.ts';
import { toInstant } from '../support/time.ts';

const NOW = '2027-03-16T08:00:00+01:00';

async function verified(options: Partial<XisVerificationOptions> = {}, deviations: XisDeviations = {}) {
  const xis = await startIndependentXis(NOW, deviations);
  try {
    const report = await verifyXis({
      ...xis.target,
      system: { ...realSystem, now: () => toInstant(NOW), elapsed: () => 0 },
      ...options,
    });
    const outcomes = Object.fromEntries(report.interactions.map(({ description, outcome }) => [description, outcome]));
    return { report, outcomes, open: xis.listOpen(), bookingCount: xis.countBookings() };
  } finally {
    await xis.close();
  }
}

describe('a XIS that shares nothing with the simulator', () => {
  test('AT-1, SL-1, AP-1, CN-1, CN-5: fulfills the contract without a states endpoint, over a change to summer time', async () => {
    const { report, open, bookingCount } = await verified();
    // It has no read of an appointment by its id, and knows no patients.
    expect(report.counts).toEqual({ verified: 14, warned: 0, failed: 0, notApplicable: 4, notDone: 0 });
    expect(bookingCount).toBeGreaterThan(3);
    expect([open, report.notCancelled]).toEqual([[], []]);
  });

  test('AP-12: an interrupted verification cancels its appointments', async () => {
    const ending = new AbortController();
    const notCancelled: string[] = [];
    const xis = await startIndependentXis(NOW);
    // The user interrupts the run as soon as an appointment is open.
    const counting: typeof fetch = async (...request) => {
      const response = await fetch(...request);
      if (xis.listOpen().length > 0 && xis.countBookings() > 2) ending.abort();
      return response;
    };
    const ended = verifyXis({
      ...xis.target,
      system: { ...realSystem, now: () => toInstant(NOW), elapsed: () => 0, fetch: counting },
      signal: ending.signal,
      onNotCancelled: (appointments) => notCancelled.push(...appointments),
    });
    await expect(ended).rejects.toThrow(Interrupted);
    expect([xis.listOpen(), xis.countBookings() > 2, notCancelled]).toEqual([[], true, []]);
    await xis.close();
  });

  test('AP-12: after a booking whose response was lost, no state books any more', async () => {
    const losing: typeof fetch = async (input, init) => {
      const response = await fetch(input, init);
      if (init?.method !== 'POST' || !String(input).endsWith('/Appointment') || response.status !== 201)
        return response;
      await response.body?.cancel();
      throw new TypeError('fetch failed');
    };
    const system = { ...realSystem, now: () => toInstant(NOW), elapsed: () => 0, fetch: losing };
    const { report, open } = await verified({ system });
    expect(report.counts.failed).toBe(0);
    expect(open).toHaveLength(1);
    expect(report.notCancelled).toEqual([expect.stringMatching(/^possibly one at 2027-/)]);
    expect(report.interactions.map(({ reason = '' }) => reason).join()).toContain('the response to a booking was lost');
  });

  test('CN-3: the report lists the appointments that the XIS did not cancel', async () => {
    const { report, open, outcomes } = await verified({}, { keepsAppointments: true });
    expect(report.notCancelled.length).toBeGreaterThan(0);
    expect(report.notCancelled).toEqual(open);
    expect(open.length).toBe(1);
    expect(outcomes['a cancellation by the patient']).toBe('failed');
  });

  test('AP-4: without types with approval those interactions do not apply, and the rest is verified', async () => {
    const { outcomes, report } = await verified({}, { withoutApproval: true });
    expect(report.counts).toMatchObject({ verified: 13, failed: 0, notApplicable: 5, notDone: 0 });
    expect(outcomes['an appointment for a free slot that needs approval']).toBe('not-applicable');
  });

  test('AU-1: a XIS that requires a token gets it; without a valid token the error has advice', async () => {
    const wanted = { authorization: 'Bearer s3cret' };
    const { report } = await verified({ token: async () => 's3cret' }, wanted);
    expect(report.counts.verified).toBe(14);
    await expect(verified({}, wanted)).rejects.toThrow(/: the XIS returned 401\. Give a valid access token with token/);
    await expect(verified({ organization: '07654321' })).rejects.toThrow(
      /BookableAppointmentTypes: expected status 200, got 403.*\. Check the AGB code of organization/,
    );
  });

  test('configured types need no trial bookings', async () => {
    const tried = await verified();
    const named = await verified({ type: 'A-12', approvalType: 'B/7' });
    expect(named.report.counts.verified).toBe(14);
    expect(named.bookingCount).toBeLessThan(tried.bookingCount);
    await expect(verified({ type: 'C' })).rejects.toThrow(
      "type: expected an appointment type of the XIS (A-12, B/7), got 'C'",
    );
  });

  test('CN-3: a cancellation without effect is detected, and stops the bookings', async () => {
    const { report, open, outcomes } = await verified({}, { forgetsCancellations: true });
    expect(outcomes['a cancellation by the patient']).toBe('failed');
    const [mismatch] = report.interactions.flatMap(({ mismatches }) => mismatches);
    expect(mismatch).toMatchObject({ clause: 'CN-3', message: expect.stringContaining("got 'booked'") });
    expect([report.notCancelled, open.length]).toEqual([open, 1]);
  });

  test('AP-12: the report lists every appointment that may be stored despite a 500', async () => {
    const { report, open, outcomes } = await verified({}, { failsAfterStoring: true });
    expect(outcomes['an appointment for a free slot']).toBe('failed');
    expect(open.length).toBeGreaterThan(0);
    expect(report.notCancelled.length).toBe(open.length);
    expect(report.notCancelled.every((line) => /^possibly one at 2027-/.test(line))).toBe(true);
  });

  test('AP-5: a rejected booking is reported with its response, not as missing slots', async () => {
    const { report, outcomes } = await verified({}, { rejectsBookings: true });
    expect(outcomes['an appointment for a free slot']).toBe('failed');
    const refused = report.interactions.find(({ outcome }) => outcome === 'failed');
    expect(refused?.mismatches[0]).toEqual({ where: 'status', message: 'expected 201, got 422' });
    expect(report.interactions.find(({ outcome }) => outcome === 'not-done')?.reason).toMatch(/status 422/);
  });

  test('AU-1: a report has no token, BSN or name of the patient, even if the XIS repeats them', async () => {
    const token = 'canary-token-123';
    const { report } = await verified(
      { token: async () => token },
      { rejectionCode: `${token} 999900109 Test Patiënt` },
    );
    expect(report.counts.failed).toBeGreaterThan(0);
    expect(JSON.stringify(report)).not.toMatch(/canary|999900109|Test Pati/);
  });
});
