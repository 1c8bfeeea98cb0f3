import { describe, expect, test } from 'vitest';
import { plus } from '../../../fhir/instant.ts';
import { toInstant } from '../../../test/support/time.ts';
import { type AppointmentRecord, type AppointmentState, type Change, cancel, move, settle } from './appointment.ts';

const now = toInstant('2026-11-23T09:00:00Z');
const start = toInstant('2026-11-24T09:00:00Z');

function record(state: AppointmentState): AppointmentRecord {
  return {
    id: '1001',
    version: 1,
    state,
    madeBy: 'patient',
    scheduleId: 'jansen',
    practitioner: { reference: 'PractitionerRole/jansen', display: 'Dr. Jansen' },
    type: 0,
    start,
    end: plus(start, 600_000),
    slots: [start],
    patient: 'Patient/1',
    patientDisplay: 'Emma de Boer',
    comment: 'Hoofdpijn',
    updatedAt: toInstant('2026-11-23T08:00:00Z'),
    history: [{ at: toInstant('2026-11-23T08:00:00Z'), state, by: 'patient', what: 'made' }],
  };
}

const to = { scheduleId: 'smit', practitioner: { reference: 'PractitionerRole/smit', display: 'Dr. Smit' } };
const later = { ...to, start: plus(start, 3_600_000), end: plus(start, 4_200_000), slots: [plus(start, 3_600_000)] };
const changes = {
  accept: (record: AppointmentRecord): Change => settle(record, 'accepted', 'practitioner', now),
  decline: (record: AppointmentRecord): Change => settle(record, 'declined', 'policy', now),
  cancel: (record: AppointmentRecord): Change => cancel(record, 'patient', now),
  move: (record: AppointmentRecord): Change => move(record, later, now),
};

describe('an appointment', () => {
  test.each([
    ['CB-4', 'pending', 'accept', 'booked'],
    ['CB-4', 'pending', 'decline', 'declined'],
    ['CB-5', 'booked', 'accept', 'already-settled'],
    ['CB-5', 'declined', 'accept', 'already-settled'],
    ['CB-5', 'cancelled', 'decline', 'already-settled'],
    ['CN-2', 'pending', 'cancel', 'cancelled'],
    ['CN-2', 'booked', 'cancel', 'cancelled'],
    ['CN-4', 'declined', 'cancel', 'already-settled'],
    ['CN-4', 'cancelled', 'cancel', 'already-settled'],
    ['UP-2', 'booked', 'move', 'booked'],
    ['UP-2', 'pending', 'move', 'not-booked'],
    ['UP-2', 'cancelled', 'move', 'not-booked'],
  ] as const)('%s: that is %s, on %s: %s', (_clause, state, change, expected) => {
    const done = changes[change](record(state));
    expect('changed' in done ? done.changed.state : done.refused).toBe(expected);
    if ('refused' in done) expect(done.state).toBe(state);
  });

  test('keeps its history, and is immutable', () => {
    const pending = Object.freeze(record('pending'));
    const done = settle(pending, 'accepted', 'practitioner', now);
    expect(done).toMatchObject({
      changed: {
        version: 2,
        state: 'booked',
        updatedAt: now,
        history: [{ what: 'made' }, { at: now, state: 'booked', by: 'practitioner', what: 'accepted' }],
      },
    });
    expect(pending.history).toHaveLength(1);
  });

  test('UP-2: a moved appointment takes the slots of its new time', () => {
    expect(changes.move(record('booked'))).toMatchObject({ changed: { ...later, patient: 'Patient/1' } });
  });

  test.each([
    ['a millisecond before it starts', -1, 'cancelled'],
    ['when it starts', 0, 'past'],
    ['when it has started', 1, 'past'],
  ])('CN-2: cancelled %s: %s', (_name, after, expected) => {
    const done = cancel(record('booked'), 'patient', plus(start, after));
    expect('changed' in done ? done.changed.state : done.refused).toBe(expected);
  });
});
