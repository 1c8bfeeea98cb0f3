import { describe, expect, test } from 'vitest';
import { Ledger, type Notification } from './ledger.ts';

const NINE = { start: '2027-01-12T09:00:00+01:00', end: '2027-01-12T09:10:00+01:00', patient: 'Patient/1' };
const created = { id: '12', state: 'pending', ...NINE } as const;
const booked = { id: '12', status: 'booked', ...NINE, content: 'nine' } as const;

function ledgerOf(language: 'en' | 'nl' = 'en') {
  const errors: string[] = [];
  return { ledger: new Ledger(language, (message) => void errors.push(message)), errors };
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
