import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { plus } from '../../fhir/instant.ts';
import { MINUTE, minutesAfterNine, NINE } from '../../test/support/time.ts';
import { APPOINTMENT_STATES, type AppointmentRecord, isActive } from '../domain/booking/appointment.ts';
import { Appointments } from './appointments.ts';

function createRecord(id: number, changes: Partial<AppointmentRecord> = {}): AppointmentRecord {
  return {
    id: String(id),
    version: 1,
    state: 'booked',
    madeBy: 'patient',
    scheduleId: 'jansen',
    practitioner: { reference: 'PractitionerRole/jansen', display: 'Jansen' },
    type: 0,
    start: NINE,
    end: minutesAfterNine(10),
    slots: [NINE],
    patient: `Patient/${id}`,
    patientDisplay: 'Emma',
    comment: 'Hoofdpijn',
    updatedAt: NINE,
    history: [],
    ...changes,
  };
}

/** Appointments of up to 24 hours within four days, in one of two schedules and any state. */
const record = fc
  .record({
    id: fc.nat({ max: 5 }),
    scheduleId: fc.constantFrom('jansen', 'smit'),
    state: fc.constantFrom(...APPOINTMENT_STATES),
    minute: fc.nat({ max: 4 * 1440 }),
    length: fc.integer({ min: 1, max: 1440 }),
  })
  .map(({ id, minute, length, ...rest }) => {
    const start = minutesAfterNine(minute);
    return createRecord(id, { ...rest, start, end: plus(start, length * MINUTE), slots: [start] });
  });

describe('the appointments of an organization', () => {
  test('AP-8: an active one is found by its slot and by its time, as a search through all finds it', () => {
    fc.assert(
      fc.property(fc.array(record, { maxLength: 30 }), record, (stored, place) => {
        const appointments = new Appointments();
        for (const item of stored) appointments.set(item);
        const active = appointments
          .list()
          .filter((item) => isActive(item) && item.scheduleId === place.scheduleId && item.id !== place.id);
        const users = active.filter(({ slots }) => slots.includes(place.start));
        const user = appointments.findUser(place.scheduleId, place.start, place.id);
        expect(users.includes(user as AppointmentRecord)).toBe(users.length > 0);
        const overlapping = active.filter(({ start, end }) => start < place.end && place.start < end);
        const found = appointments.findOverlapping(place.scheduleId, place, place.id);
        expect(overlapping.includes(found as AppointmentRecord)).toBe(overlapping.length > 0);
      }),
    );
  });

  test('the longest settled ones are dropped above a limit, those that are needed never', () => {
    const appointments = new Appointments();
    const settledSince = ({ state, updatedAt }: AppointmentRecord) => (state === 'cancelled' ? updatedAt : undefined);
    const dropped: string[] = [];
    for (let id = 1; id <= 40; id++) {
      const state = id % 4 === 0 ? 'booked' : 'cancelled';
      appointments.set(createRecord(id, { state, updatedAt: minutesAfterNine(id === 1 ? 100 : id) }));
      dropped.push(...appointments.dropSettled(5, settledSince).map((item) => item.id));
    }
    expect(dropped.slice(0, 4)).toEqual(['2', '3', '5', '6']);
    expect(appointments.list().filter(({ state }) => state === 'booked')).toHaveLength(10);
    expect(appointments.get('1')).toBeDefined();
    expect(appointments.size).toBeLessThanOrEqual(2 * (5 + 10));
    expect([appointments.hasPatient('Patient/2'), appointments.hasPatient('Patient/4')]).toEqual([false, true]);
  });

  test('the steps of dropping do not grow with their number', () => {
    const stepsFor = (count: number): number => {
      const appointments = new Appointments();
      let steps = 0;
      for (let id = 1; id <= count; id++) {
        appointments.set(createRecord(id, { state: id % 2 === 0 ? 'booked' : 'cancelled' }));
        appointments.dropSettled(10, ({ state, updatedAt }) => {
          steps++;
          return state === 'cancelled' ? updatedAt : undefined;
        });
      }
      return steps / count;
    };
    expect(stepsFor(8000)).toBeLessThan(2 * stepsFor(500));
  });
});
