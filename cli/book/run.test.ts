import { expect, test } from 'vitest';
import type { BookingEngine, Timeslot } from '../../engine/index.ts';
import { CONSULT } from '../../fixtures/test/resources.ts';
import { scriptedChooser } from './choose.ts';
import { type BookingUser, createBookingRun } from './run.ts';

const SLOT = {
  id: 's1',
  start: '2027-01-11T09:00:00+01:00',
  end: '2027-01-11T09:10:00+01:00',
  schedule: 'jansen',
};

/** The moments of a booking, in their order. */
const MOMENTS = [
  'identify',
  'appointmentTypes',
  'type',
  'agendas',
  'agenda',
  'timeslots',
  'week',
  'slot',
  'reason',
  'book',
  'wait',
  'cancel?',
  'cancel',
] as const;
type Moment = (typeof MOMENTS)[number];

/** Creates a booking whose user interrupts it at a moment; `calls` has the moments that were reached. */
function createInterruptedRun(at: Moment, endings: { readonly book?: 'unknown'; readonly cancel?: 'failed' } = {}) {
  const calls: string[] = [];
  const user = new AbortController();
  /** Reaches a moment. What can be left where it is never ends at the interruption. */
  const reach = async <T>(moment: Moment, value: T): Promise<T> => {
    calls.push(moment);
    if (moment !== at) return value;
    user.abort();
    const isRequest = moment === 'book' || moment === 'cancel';
    return isRequest ? value : new Promise<T>(() => undefined);
  };
  const observations: never[] = [];
  const timeslots = [{ ...SLOT, practitioners: [] } as unknown as Timeslot];
  const engine = {
    appointmentTypes: () => reach('appointmentTypes', { outcome: 'types', types: [CONSULT], observations }),
    agendas: () =>
      reach('agendas', { outcome: 'agendas', agendas: [{ name: 'Dr. Jansen', schedule: 'jansen' }], observations }),
    timeslots: () => reach('timeslots', { outcome: 'slots', slots: timeslots, observations }),
    book: () =>
      reach('book', { outcome: endings.book ?? 'pending', appointmentId: '1001', text: 'asked', observations }),
    cancel: () =>
      reach('cancel', { outcome: endings.cancel ?? 'cancelled', text: '', error: 'no response', observations }),
    ledger: { list: () => [], get: () => undefined },
    notifications: [],
    exchanges: [],
  } as unknown as BookingEngine;
  const choices = scriptedChooser({});
  const patient = { reference: 'Patient/1', display: 'Test Patient', bsn: '999900109' };
  const booking: BookingUser = {
    chooser: {
      ...choices,
      type: async (types) => reach('type', await choices.type(types)),
      agenda: async (agendas) => reach('agenda', await choices.agenda(agendas)),
      week: async (...first) => reach('week', await choices.week(...first)),
      slot: async (slots) => reach('slot', await choices.slot(slots)),
      reason: async () => reach('reason', await choices.reason()),
      cancel: () => reach('cancel?', true),
    },
    identify: () => reach('identify', { outcome: 'patient', patient, observations }),
    progress: {
      say: () => undefined,
      chosen: () => undefined,
      chosenSlot: () => undefined,
      booked: async () => undefined,
      waitForResponse: () => reach('wait', undefined),
    },
    signal: user.signal,
  };
  return { run: createBookingRun(engine, booking), calls };
}

test.each(MOMENTS)('interrupted at %s, nothing else is begun, and the report says what is booked', async (at) => {
  const { run, calls } = createInterruptedRun(at);
  const { outcome, text, appointmentId } = await run.complete();
  expect(calls).toEqual(MOMENTS.slice(0, MOMENTS.indexOf(at) + 1));
  const isBooked = MOMENTS.indexOf(at) >= MOMENTS.indexOf('book');
  const state = at === 'cancel' ? 'cancelled' : 'booked, and not cancelled';
  expect([outcome, text, appointmentId]).toEqual([
    'interrupted',
    isBooked ? `Appointment 1001 is ${state}.` : 'Nothing was booked.',
    isBooked ? '1001' : null,
  ]);
});

test('AP-12: interrupted while the booking has no response, it may be in the XIS', async () => {
  const { run } = createInterruptedRun('book', { book: 'unknown' });
  expect(await run.complete()).toMatchObject({
    outcome: 'interrupted',
    text: 'The appointment may be in the XIS: look up its slot there.',
    slot: SLOT,
  });
});

test('CN-3: interrupted while the cancellation has no response, it may not be cancelled', async () => {
  const { run } = createInterruptedRun('cancel', { cancel: 'failed' });
  expect((await run.complete()).text).toBe('Appointment 1001 may not be cancelled: look it up in the XIS.');
});
