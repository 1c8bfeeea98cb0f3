import type { IncomingHttpHeaders } from 'node:http';
import { describe, expect, test } from 'vitest';
import { parseAgb } from '../../fhir/agb.ts';
import { Ledger } from '../ledger/ledger.ts';
import { UncertainBookings } from '../ledger/uncertain-bookings.ts';
import { checkOrganization, receiveResponse, receiveUpdate } from './callbacks.ts';

const OWN = parseAgb('01000001') as NonNullable<ReturnType<typeof parseAgb>>;
const NINE = { start: '2027-01-12T09:00:00+01:00', end: '2027-01-12T09:10:00+01:00' };
const BSN = { system: 'http://fhir.nl/fhir/NamingSystem/bsn', value: '999900109' };

function ledgerWith(...ids: readonly string[]): Ledger {
  const uncertain = new UncertainBookings({ now: () => 0, read: async () => undefined });
  const ledger = new Ledger('en', () => undefined, uncertain);
  for (const id of ids) ledger.recordCreated({ id, state: 'pending', ...NINE, patient: 'Patient/1' });
  return ledger;
}

const createResponse = (changes: object = {}) => ({
  actor: { reference: { identifier: [BSN] } },
  comment: 'Tot dan!',
  appointment: { reference: 'Appointment/12' },
  participantStatus: 'accepted',
  ...changes,
});
const update = (changes: object = {}) => ({
  resourceType: 'Appointment',
  id: '12',
  status: 'booked',
  ...NINE,
  participant: [{ actor: { reference: 'Patient/1', display: 'Emma', identifier: BSN }, status: 'accepted' }],
  serviceCategory: [{ coding: [{ system: 'urn:t', code: 'consult', display: 'Consult' }] }],
  ...changes,
});

describe('the organization header', () => {
  const token = 'http://fhir.nl/fhir/NamingSystem/agb-z|01000001';
  const published = 'x-organization-identifier';
  test.each<[string, IncomingHttpHeaders, number | undefined]>([
    ['TR-2: the token', { [published]: token }, undefined],
    ['TR-2: the bare code', { [published]: '01000001' }, undefined],
    ['TR-2: the token under a name of before May 2026', { organisation_agb: token }, undefined],
    ['TR-2: the bare code under it', { organisation_agb: '01000001' }, undefined],
    ['TR-2: the token under the other name', { organization_agb: token }, undefined],
    ['TR-2: the bare code under the other name', { organization_agb: '01000001' }, undefined],
    ['TR-2: several that agree', { [published]: token, organisation_agb: '01000001' }, undefined],
    ['TR-2: an empty one beside an older name', { [published]: '', organization_agb: '01000001' }, undefined],
    ['TR-2: none', {}, 400],
    ['TR-2: an empty one', { [published]: '' }, 400],
    ['TR-2: another system', { [published]: 'http://fhir.nl/fhir/NamingSystem/uzi|01000001' }, 400],
    ['TR-2: a token with something behind it', { [published]: `${token}|x` }, 400],
    ['TR-2: two of them', { [published]: '01000001, 01000001' }, 400],
    ['TR-2: a code of seven digits', { organisation_agb: '1000001' }, 400],
    ['TR-12, UP-4: another organization', { [published]: '01000002' }, 403],
    ['TR-12, UP-4: another organization under an older name', { organisation_agb: '01000002' }, 403],
    ['TR-12: several that differ', { [published]: '01000001', organisation_agb: '01000002' }, 403],
  ])('%s', (_name, headers, status) => {
    expect(checkOrganization(headers, OWN)?.status).toBe(status);
  });

  test('TR-2: the error names the header that was sent', () => {
    const { issue } = checkOrganization({ organisation_agb: 'x' }, OWN) ?? {};
    expect(issue?.diagnostics).toBe('organisation_agb: expected an 8-digit AGB code.');
  });
});

describe('a decision', () => {
  test.each([
    ['CB-1: as published', createResponse()],
    ['CB-7: as published, with resourceType', createResponse({ resourceType: 'AppointmentResponse' })],
    ['CB-1: as in R4', createResponse({ resourceType: 'AppointmentResponse', actor: { identifier: BSN } })],
    ['CB-7: as in R4, without resourceType', createResponse({ actor: { identifier: BSN } })],
    ['CB-1: as in R4, with a reference', createResponse({ actor: { reference: 'Patient/1', identifier: BSN } })],
    ['CB-1: as in R4, with an empty reference', createResponse({ actor: { reference: null, identifier: BSN } })],
    ['CB-1: in both shapes', createResponse({ actor: { reference: { identifier: [BSN] }, identifier: BSN } })],
    ['CB-1: with elements of R4 only', createResponse({ id: 'r1', meta: { versionId: '1' }, start: NINE.start })],
    [
      'CB-1: with an absolute reference',
      createResponse({ appointment: { reference: 'https://x/fhir/Appointment/12' } }),
    ],
  ])('%s is taken', (_name, body) => {
    const ledger = ledgerWith('12');
    expect(receiveResponse(ledger, body, false)).toEqual({ status: 201, observations: [] });
    expect(ledger.get('12')?.state).toBe('approved');
    expect(ledger.notifications).toMatchObject([{ kind: 'approved', comment: 'Tot dan!' }]);
  });

  test.each([
    ['an empty comment', ''],
    ['a blank comment', ' \n'],
    ['no comment', undefined],
    ['null as a comment', null],
  ])('CB-1, CB-8: with %s is taken and observed, and the patient is notified without one', (_name, comment) => {
    const ledger = ledgerWith('12');
    const { status, observations } = receiveResponse(ledger, createResponse({ comment }), false);
    expect([status, observations]).toMatchObject([201, [{ clause: 'CB-1', path: 'comment', effect: 'odd' }]]);
    expect(ledger.notifications).toMatchObject([{ kind: 'approved', comment: undefined }]);
  });

  test.each([
    ['with a comment that is no text', createResponse({ comment: 7 }), 'structure'],
    ['without a patient', createResponse({ actor: { reference: 'Patient/1' } }), 'structure'],
    ['with another status', createResponse({ participantStatus: 'tentative' }), 'value'],
    ['about a slot', createResponse({ appointment: { reference: 'Slot/12' } }), 'value'],
    ['that is null', null, 'structure'],
    ['that is nothing', undefined, 'structure'],
  ])('CB-5: %s returns 422, and repeats nothing of the body', (_name, body, code) => {
    const result = receiveResponse(ledgerWith('12'), body, false);
    expect([result.status, result.issue?.code]).toEqual([422, code]);
    expect(result.issue?.diagnostics).not.toMatch(/999900109|Emma/);
  });

  test('CB-5: again is 201, the other way is 409, to an unknown appointment it is 404', () => {
    const ledger = ledgerWith('12');
    const statuses = [
      createResponse(),
      createResponse(),
      createResponse({ participantStatus: 'declined' }),
      createResponse({ appointment: { reference: 'Appointment/13' } }),
    ].map((body) => receiveResponse(ledger, body, false).status);
    expect([statuses, ledger.notifications.length]).toEqual([[201, 201, 409, 404], 1]);
  });

  test('CB-6: to an unknown appointment is asked to retry while a booking is in progress', () => {
    expect(receiveResponse(ledgerWith(), createResponse(), true)).toMatchObject({ status: 503, retryAfterSeconds: 1 });
    expect(receiveResponse(ledgerWith('12'), createResponse(), true)).toMatchObject({ status: 201 });
  });
});

describe('an update', () => {
  test('UP-2 to UP-4: is 200, also when it changes nothing', () => {
    const ledger = ledgerWith();
    const statuses = [
      update(),
      update(),
      update({ start: '2027-01-12T08:00:00Z', end: '2027-01-12T08:10:00Z' }),
      update({ comment: 'Neem uw bril mee' }),
      update({ status: 'cancelled' }),
      update({ status: 'cancelled' }),
    ].map((body) => receiveUpdate(ledger, '12', body, false).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 200]);
    expect(ledger.notifications.map(({ kind, comment }) => [kind, comment])).toEqual([
      ['new', undefined],
      ['modified', 'Neem uw bril mee'],
      ['cancelled', undefined],
    ]);
    expect(ledger.get('12')?.patient).toBe('Patient/1');
  });

  test.each([
    ['an empty comment', { comment: '' }],
    ['null as a comment', { comment: null }],
    ['elements of R4 only', { meta: { versionId: '1' }, created: NINE.start, minutesDuration: 10 }],
    ['many decimals', { start: '2027-01-12T09:00:00.12345678901234567890+01:00' }],
  ])('UP-1: with %s is taken', (_name, changes) => {
    const ledger = ledgerWith();
    expect(receiveUpdate(ledger, '12', update(changes), false)).toEqual({ status: 200 });
    expect(ledger.notifications).toMatchObject([{ kind: 'new', comment: undefined }]);
  });

  test('UP-3: the same times with other offsets and decimals change nothing', () => {
    const ledger = ledgerWith();
    receiveUpdate(ledger, '12', update(), false);
    const same = { start: '2027-01-12T08:00:00.0000000000Z', end: '2027-01-12T08:10:00.000Z' };
    expect(receiveUpdate(ledger, '12', update(same), false).status).toBe(200);
    expect(ledger.notifications).toHaveLength(1);
  });

  test.each([
    ['UP-5: with another id than the path', update({ id: '13' }), 422],
    ['SL-4: with a start that is no instant', update({ start: '2027-01-12T09:00:00+0100' }), 422],
    ['UP-1: without start', update({ start: undefined }), 422],
    ['UP-1: without a patient with a BSN', update({ participant: [] }), 422],
    ['UP-1: with another status', update({ status: 'proposed' }), 422],
    ['UP-7: cancelled and unknown', update({ status: 'cancelled' }), 404],
  ])('%s is rejected', (_name, body, status) => {
    const ledger = ledgerWith();
    expect(receiveUpdate(ledger, '12', body, false).status).toBe(status);
    expect(ledger.list()).toEqual([]);
  });

  test('UP-2: of an ended appointment returns 409', () => {
    const ledger = ledgerWith('12');
    ledger.recordCancelled('12');
    expect(receiveUpdate(ledger, '12', update(), false).status).toBe(409);
  });

  test('CB-6: of an unknown appointment is asked to retry while a booking is in progress', () => {
    const ledger = ledgerWith();
    expect(receiveUpdate(ledger, '12', update(), true)).toMatchObject({ status: 503, retryAfterSeconds: 1 });
    expect(ledger.list()).toEqual([]);
  });
});
