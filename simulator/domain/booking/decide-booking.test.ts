import { describe, expect, test } from 'vitest';
import { plus } from '../../../fhir/instant.ts';
import type { NewAppointment } from '../../../fhir/resources/appointment.ts';
import { toInstant } from '../../../test/support/time.ts';
import type { AppointmentType } from '../practice.ts';
import { type BookingRequest, type Candidate, decideBooking, readBooking } from './decide-booking.ts';

const SYSTEM = 'http://linde.example/type';
const types: readonly AppointmentType[] = ['consult', 'talk'].map((code, index) => ({
  index,
  system: SYSTEM,
  code,
  display: code,
  lengthMs: 600_000,
  categories: [],
  approval: 'none',
}));
const start = toInstant('2026-11-24T09:00:00+01:00');
const now = toInstant('2026-11-23T09:00:00+01:00');

type Actor = { readonly reference?: string; readonly status?: string; readonly bsn?: string; readonly system?: string };

function body(changes: Partial<NewAppointment> = {}, patient: Actor = {}, practitioner: Actor = {}): NewAppointment {
  const {
    reference = 'Patient/1',
    status = 'accepted',
    bsn,
    system = 'http://fhir.nl/fhir/NamingSystem/bsn',
  } = patient;
  const identifier = bsn === undefined ? {} : { identifier: { system, value: bsn } };
  return {
    resourceType: 'Appointment',
    id: 'spreekuur-1',
    status: 'proposed',
    start: '2026-11-24T09:00:00+01:00',
    end: '2026-11-24T09:10:00+01:00',
    participant: [
      { actor: { reference, display: 'Emma de Boer', required: 'required', ...identifier }, status },
      {
        actor: { reference: practitioner.reference ?? 'PractitionerRole/jansen', display: 'Dr. Jansen' },
        required: 'required',
        status: 'needs-action',
      },
    ] as NewAppointment['participant'],
    serviceCategory: [{ coding: [{ system: SYSTEM, code: 'consult' }] }],
    comment: 'Hoofdpijn',
    ...changes,
  };
}

describe('reading a request to book', () => {
  test('AP-2, AP-4: has time, patient, practitioner and type', () => {
    const reversed = body({}, { bsn: '999900109', reference: 'https://spreekuur.example/fhir/Patient/1/_history/3' });
    expect(readBooking({ ...reversed, participant: reversed.participant.toReversed() }, types)).toEqual({
      start,
      end: plus(start, 600_000),
      patient: { reference: 'Patient/1', display: 'Emma de Boer', bsn: '999900109' },
      practitioner: { id: 'jansen', reference: 'PractitionerRole/jansen', display: 'Dr. Jansen' },
      practitionerStatus: 'needs-action',
      comment: 'Hoofdpijn',
      types: [0],
    });
  });

  test.each([
    ['AP-3', 'cancelled-status', body({ status: 'cancelled' })],
    ['AP-2', 'bad-interval', body({ end: '2026-11-24T09:00:00+01:00' })],
    ['AP-2', 'bad-interval', body({ end: '2026-11-24T08:00:00+01:00' })],
    ['AP-4', 'participants', body({}, { reference: 'RelatedPerson/1' })],
    ['AP-4', 'participants', body({}, {}, { reference: 'Patient/2' })],
    ['AP-4', 'patient-status', body({}, { status: 'needs-action' })],
    ['AP-4', 'patient-bsn', body({}, { bsn: '123456789' })],
    ['AP-2', 'unknown-type', body({ serviceCategory: [{ coding: [{ system: 'urn:other', code: 'consult' }] }] })],
    ['AP-2', 'bad-slot-reference', body({ slot: [{ reference: 'Schedule/jansen' }] })],
  ] as const)('%s: is rejected: %s', (_clause, reason, request) => {
    expect(readBooking(request, types)).toEqual({ outcome: 'rejected', reason });
  });

  test('AP-4: an identifier with another system is not a BSN', () => {
    const read = readBooking(body({}, { system: 'urn:other', bsn: 'x' }), types);
    expect('patient' in read && read.patient).toEqual({ reference: 'Patient/1', display: 'Emma de Boer' });
  });

  test('AP-2: several service categories name several types; the slot that it names is read', () => {
    const coding = [
      { system: SYSTEM, code: 'talk' },
      { system: SYSTEM, code: 'consult' },
    ];
    const read = readBooking(body({ serviceCategory: [{ coding }], slot: [{ reference: 'Slot/abc' }] }), types);
    expect(read).toMatchObject({ types: [0, 1], slotId: 'abc' });
  });
});

describe('deciding a request to book', () => {
  const request = readBooking(body(), types) as BookingRequest;
  const candidate = (changes: Partial<Candidate> & { type?: number; minutes?: number } = {}): Candidate => {
    const { type = 0, minutes = 10, ...rest } = changes;
    const slot = { start, end: plus(start, minutes * 60_000), type, busy: false };
    return { slot, id: 'a', status: 'free', phantom: false, ...rest };
  };
  const outcome = (candidates: readonly Candidate[], changes: Partial<BookingRequest> = {}, at = now): string => {
    const decision = decideBooking({ ...request, ...changes }, candidates, at);
    return decision.outcome === 'rejected' ? decision.reason : `${decision.outcome} ${decision.candidate.id}`;
  };

  test.each([
    ['AP-2: a free slot', [candidate()], 'book a'],
    ['AP-7: a busy slot', [candidate({ status: 'busy' })], 'conflict a'],
    ['AP-7: one that awaits approval', [candidate({ status: 'tentative' })], 'conflict a'],
    ['AP-7: one that only shows as free', [candidate({ phantom: true })], 'conflict a'],
    ['AP-2: a free one of two', [candidate({ status: 'busy' }), candidate({ id: 'b' })], 'book b'],
    ['AP-10: none', [], 'no-such-slot'],
    ['AP-10: one of another type', [candidate({ type: 1 })], 'no-such-slot'],
    ['AP-10: one of another length', [candidate({ minutes: 20 })], 'no-such-slot'],
  ])('%s', (_name, candidates, expected) => {
    expect(outcome(candidates)).toBe(expected);
  });

  test('AP-2: a named slot is booked, and must agree with the rest of the body', () => {
    const two = [candidate(), candidate({ id: 'b' })];
    expect(outcome(two, { slotId: 'b' })).toBe('book b');
    expect(outcome([candidate(), candidate({ id: 'b', status: 'busy' })], { slotId: 'b' })).toBe('conflict b');
    expect(outcome(two, { slotId: 'c' })).toBe('slot-disagrees');
  });

  test('AP-10: a slot that has begun lies in the past', () => {
    expect(outcome([candidate()], {}, plus(start, -1))).toBe('book a');
    expect(outcome([candidate()], {}, start)).toBe('past');
    expect(outcome([candidate({ status: 'busy' })], {}, plus(start, 1))).toBe('past');
  });
});
