import { describe, expect, test } from 'vitest';
import { parseAgb } from '../../fhir/agb.ts';
import { Ledger } from '../ledger/ledger.ts';
import { checkOrganization, receiveResponse, receiveUpdate } from './callbacks.ts';

const OWN = parseAgb('01000001') as NonNullable<ReturnType<typeof parseAgb>>;
const NINE = { start: '2027-01-12T09:00:00+01:00', end: '2027-01-12T09:10:00+01:00' };
const BSN = { system: 'http://fhir.nl/fhir/NamingSystem/bsn', value: '999900109' };

function ledgerWith(...ids: readonly string[]): Ledger {
  const ledger = new Ledger('en', () => undefined);
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
  test.each([
    ['TR-2: the token', 'http://fhir.nl/fhir/NamingSystem/agb-z|01000001', undefined],
    ['TR-2: the bare code', '01000001', undefined],
    ['TR-2: none', undefined, 400],
    ['TR-2: an empty one', '', 400],
    ['TR-2: another system', 'http://fhir.nl/fhir/NamingSystem/uzi|01000001', 400],
    ['TR-2: a token with something behind it', 'http://fhir.nl/fhir/NamingSystem/agb-z|01000001|x', 400],
    ['TR-2: two of them', '01000001, 01000001', 400],
    ['TR-2: a code of seven digits', '1000001', 400],
    ['TR-6, UP-4: another organization', '01000002', 403],
  ])('%s', (_name, header, status) => {
    expect(checkOrganization(header, OWN)?.status).toBe(status);
  });
});

describe('a decision', () => {
  test.each([
    ['CB-1: as published', createResponse()],
    ['CB-1: as in R4', createResponse({ resourceType: 'AppointmentResponse', actor: { identifier: BSN } })],
    [
      'CB-1: with an absolute reference',
      createResponse({ appointment: { reference: 'https://x/fhir/Appointment/12' } }),
    ],
  ])('%s is taken', (_name, body) => {
    const ledger = ledgerWith('12');
    expect(receiveResponse(ledger, body, false)).toEqual({ status: 201 });
    expect(ledger.get('12')?.state).toBe('approved');
  });

  test.each([
    ['without comment', createResponse({ comment: undefined }), 'required'],
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
    expect(receiveResponse(ledgerWith('12'), createResponse(), true)).toEqual({ status: 201 });
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
    ['UP-1: with another id than the path', update({ id: '13' }), 422],
    ['UP-1: without a patient with a BSN', update({ participant: [] }), 422],
    ['UP-1: with another status', update({ status: 'proposed' }), 422],
    ['UP-2: cancelled and unknown', update({ status: 'cancelled' }), 404],
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
