import { describe, expect, test } from 'vitest';
import { Ledger, type Notification } from './ledger.ts';
import { UncertainBookings } from './uncertain-bookings.ts';

const NINE = { start: '2027-01-12T09:00:00+01:00', end: '2027-01-12T09:10:00+01:00', patient: 'Patient/1' };
const created = { id: '12', state: 'pending', ...NINE } as const;
const booked = { id: '12', status: 'booked', ...NINE, content: 'nine' } as const;

/** Creates a ledger whose XIS has appointments with these starts. */
function ledgerOf(
  language: 'en' | 'nl' = 'en',
  starts: Readonly<Record<string, string>> = {},
  patients: { readonly patientId?: string } = {},
) {
  const errors: string[] = [];
  const clock = { now: 0 };
  const read: string[] = [];
  const uncertain = new UncertainBookings({
    now: () => clock.now,
    async read(id) {
      read.push(id);
      const start = starts[id];
      return start === undefined ? undefined : { start, ...patients };
    },
  });
  const ledger = new Ledger(language, (message) => void errors.push(message), uncertain);
  return { ledger, uncertain, clock, read, errors };
}

describe('the ledger', () => {
  test('CB-4: notifies once of a repeated decision, with the practitioner’s comment', () => {
    const { ledger } = ledgerOf();
    const heard: Notification[] = [];
    const stop = ledger.onNotification((notification) => void heard.push(notification));
    ledger.recordCreated(created);
    expect(ledger.recordResponse('12', 'accepted', 'Tot dan!')).toBe('changed');
    expect(ledger.recordResponse('12', 'accepted', 'Tot dan!')).toBe('unchanged');
    const text = 'Your appointment has been approved.';
    expect(heard).toEqual([{ kind: 'approved', appointmentId: '12', text, comment: 'Tot dan!' }]);
    expect(ledger.notifications).toEqual(heard);
    stop();
    ledger.recordUpdate({ ...booked, status: 'cancelled', content: 'gone' }, undefined);
    expect([heard.length, ledger.notifications.length]).toEqual([1, 2]);
  });

  test('speaks Dutch on request', () => {
    const { ledger } = ledgerOf('nl');
    ledger.recordUpdate(booked, undefined);
    expect(ledger.notifications[0]?.text).toBe('De praktijk heeft een afspraak voor u gemaakt.');
  });

  test('UP-2: an update before the 201 overrides the booking', () => {
    const { ledger } = ledgerOf();
    ledger.recordUpdate(booked, undefined);
    ledger.recordCreated(created);
    expect(ledger.get('12')).toMatchObject({ state: 'approved', origin: 'xis' });
    expect(ledger.list()).toHaveLength(1);
  });

  test('CN-3: a cancellation by the patient sends no notification, and an unknown one changes nothing', () => {
    const { ledger } = ledgerOf();
    ledger.recordCreated(created);
    ledger.recordCancelled('12');
    ledger.recordCancelled('13');
    expect([ledger.list().map(({ state }) => state), ledger.notifications]).toEqual([['cancelled'], []]);
  });

  test('a listener that throws does not stop the other listeners, and is logged', () => {
    const { ledger, errors } = ledgerOf();
    const heard: string[] = [];
    ledger.onNotification(() => {
      throw new Error('Emma de Boer 999900109');
    });
    ledger.onNotification(({ kind }) => void heard.push(kind));
    expect(ledger.recordUpdate(booked, undefined)).toBe('changed');
    expect([heard, errors]).toEqual([['new'], ['a notification listener threw an error']]);
  });
});

describe('a booking that ended unknown', () => {
  const settled = () => new Promise(setImmediate);

  test('AP-12, CB-6: its decision is uncertain until its id is looked up, and then as any other', async () => {
    const { ledger, uncertain } = ledgerOf('en', { '12': '2027-01-12T08:00:00Z' });
    uncertain.add(NINE);
    expect(ledger.recordResponse('12', 'accepted', 'Tot dan!')).toBe('uncertain');
    await settled();
    expect(ledger.get('12')).toMatchObject({ ...NINE, state: 'pending', origin: 'patient' });
    expect(ledger.recordResponse('12', 'accepted', 'Tot dan!')).toBe('changed');
    expect(ledger.notifications).toMatchObject([{ kind: 'approved', appointmentId: '12' }]);
    // There is no other one whose id could be learned.
    expect(ledger.recordResponse('13', 'accepted', undefined)).toBe('unknown');
  });

  test("AP-12: another patient's appointment at the same time is not taken for it", async () => {
    const { ledger, uncertain, read } = ledgerOf('en', { '13': NINE.start }, { patientId: '2' });
    uncertain.add(NINE);
    expect(ledger.recordResponse('13', 'accepted', undefined)).toBe('uncertain');
    await new Promise(setImmediate);
    // It was looked up, so it is not uncertain any longer.
    expect(ledger.recordResponse('13', 'accepted', undefined)).toBe('unknown');
    expect([read, ledger.get('13')]).toEqual([['13'], undefined]);
  });

  test('AP-12: an appointment that cannot be read stays uncertain', async () => {
    const uncertain = new UncertainBookings({ now: () => 0, read: () => Promise.reject(new Error('canary')) });
    const ledger = new Ledger('en', () => undefined, uncertain);
    uncertain.add(NINE);
    for (const _attempt of [1, 2]) {
      expect(ledger.recordResponse('13', 'accepted', undefined)).toBe('uncertain');
      await new Promise(setImmediate);
    }
  });

  test('CB-5: a decision about another appointment is uncertain for ten minutes, and then unknown', async () => {
    const { ledger, uncertain, clock, read } = ledgerOf('en', { '13': '2027-01-12T10:00:00+01:00' });
    uncertain.add(NINE);
    for (const id of ['13', '14']) expect(ledger.recordResponse(id, 'declined', undefined)).toBe('uncertain');
    // One at a time, for any number of callbacks.
    expect(read).toEqual(['13']);
    await settled();
    clock.now = 599_999;
    expect(ledger.recordUpdate({ ...booked, status: 'cancelled' }, undefined)).toBe('uncertain');
    clock.now = 600_000;
    expect(ledger.recordResponse('13', 'declined', undefined)).toBe('unknown');
    expect(ledger.list()).toEqual([]);
  });
});
