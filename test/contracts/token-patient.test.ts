import { describe, expect, test } from 'vitest';
import { verifyXis, type XisVerificationOptions } from '../../contracts/index.ts';
import { realSystem } from '../../engine/index.ts';
import { PATIENT, startIndependentXis, type XisDeviations } from '../support/independent-xis.ts';
import { unsignedJwt } from '../support/jwt.ts';
import { toInstant } from '../support/time.ts';

const NOW = '2027-03-16T08:00:00+01:00';
const OTHER_BSN = '999900390';

/** Verifies a XIS that goes by the BSN of the token. It knows two patients. */
async function verified(
  token: string,
  bsn: string,
  options: Partial<XisVerificationOptions> = {},
  deviations: XisDeviations = {},
) {
  const bsnOf = (received: string): string | undefined => (received === token ? bsn : undefined);
  const xis = await startIndependentXis(NOW, { bsnOf, ...deviations });
  try {
    const { interactions, counts, notCancelled } = await verifyXis({
      ...xis.target,
      token,
      system: { ...realSystem, now: () => toInstant(NOW), elapsed: () => 0 },
      ...options,
    });
    const resultOf = (name: string) => interactions.find(({ description }) => description === name);
    return { counts, resultOf, interactions, left: [xis.listOpen(), notCancelled], bookings: xis.countBookings() };
  } finally {
    await xis.close();
  }
}

const GET_PATIENT = 'a request for the patient';
const BOOKING = 'an appointment for a free slot';

describe('AU-5, AU-6: a XIS in which the token decides who the patient is', () => {
  test.each([
    ['a JWT with their BSN', unsignedJwt({ sub: 'x', patient: { bsn: PATIENT.bsn } })],
    ['an opaque token', 'an-opaque-token'],
  ])('PT-1: is verified with %s', async (_what, token) => {
    const { counts, left, resultOf } = await verified(token, PATIENT.bsn);
    expect(counts).toEqual({ verified: 15, warned: 0, failed: 0, notApplicable: 3, notDone: 0 });
    expect(resultOf(GET_PATIENT)?.outcome).toBe('verified');
    expect(left).toEqual([[], []]);
  });

  test.each([
    [
      'of another patient',
      unsignedJwt({ bsn: OTHER_BSN }),
      OTHER_BSN,
      /^the token does not have the BSN of patient\.bsn/,
    ],
    ['of another patient, opaque', 'opaque-1', OTHER_BSN, /^GET \/Patient returns another patient .* patient\.bsn/],
    ['of a patient who is not known', 'opaque-2', '999911120', /^GET \/Patient returns no patient for the token/],
    ['of client credentials', unsignedJwt({ sub: 'x' }), '', /^the token does not have the BSN of patient\.bsn/],
  ])('is not judged by a token %s, and books nothing', async (_what, token, bsn, reason) => {
    const named = await verified(token, bsn, { type: 'A-12', approvalType: 'B/7' });
    for (const { counts, resultOf, left, bookings } of [named, await verified(token, bsn)]) {
      expect(counts).toMatchObject({ warned: 0, failed: 0 });
      expect([resultOf(GET_PATIENT), resultOf(BOOKING)].map((result) => [result?.outcome, result?.reason])).toEqual([
        ['not-done', expect.stringMatching(reason)],
        ['not-done', expect.stringMatching(reason)],
      ]);
      expect([bookings, left]).toEqual([0, [[], []]]);
    }
    // Types and slots take either kind of token.
    expect(named.resultOf('a request for the appointment types')?.outcome).toBe('verified');
    expect(named.resultOf("a request for the free slots of an agenda's week")?.outcome).toBe('verified');
  });

  test('PT-4: is not judged by a booking for another reference than that of the patient', async () => {
    const patient = { ...PATIENT, reference: 'Patient/pat-2' };
    const { counts, resultOf, bookings } = await verified(unsignedJwt({ bsn: PATIENT.bsn }), PATIENT.bsn, { patient });
    expect(counts).toMatchObject({ warned: 0, failed: 0 });
    expect(resultOf(GET_PATIENT)?.outcome).toBe('verified');
    expect(resultOf(BOOKING)?.reason).toMatch(/^GET \/Patient returns another reference than patient\.reference/);
    expect(bookings).toBe(0);
  });

  test('PT-3: fails if it returns another patient than that of the token', async () => {
    const { resultOf } = await verified(unsignedJwt({ bsn: PATIENT.bsn }), OTHER_BSN);
    expect(resultOf(GET_PATIENT)).toMatchObject({ outcome: 'failed', mismatches: [{ clause: 'PT-3' }] });
  });

  test('AP-5: fails if it rejects the bookings of the right patient', async () => {
    const { resultOf } = await verified('an-opaque-token', PATIENT.bsn, {}, { rejectsBookings: true });
    expect(resultOf(BOOKING)).toMatchObject({ outcome: 'failed' });
    expect(resultOf(BOOKING)?.mismatches[0]).toEqual({ where: 'status', message: 'expected 201, got 422' });
  });
});
