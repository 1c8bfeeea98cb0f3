import { describe, expect } from 'vitest';
import { realSystem } from '../../engine/index.ts';
import { EMMA, SMALL_PRACTICE } from '../../fixtures/test/practices.ts';
import { bookingTest, startSpreekuur } from '../support/spreekuur.ts';
import { toInstant } from '../support/time.ts';
import { call } from '../support/xis.ts';

describe('the flow at the simulator', () => {
  bookingTest('AT-2, AG-1, AP-5, AP-11: types, agendas, timeslots, and approved', async ({ xis, spreekuur }) => {
    const { engine } = spreekuur;
    const types = await engine.appointmentTypes();
    expect(types).toEqual({
      outcome: 'types',
      types: [
        { system: 'http://linde.example/ns/type', code: 'consult', display: 'Consult' },
        { system: 'http://linde.example/ns/type', code: 'gesprek', display: 'Gesprek' },
      ],
      observations: [],
    });
    const type = { system: 'http://linde.example/ns/type', code: 'consult', display: 'Consult' };
    // Monday 11 January is today; the window is 12 January up to 7 February: 19 workdays and 3 Mondays.
    expect(await engine.agendas(type)).toEqual({
      outcome: 'agendas',
      agendas: [
        { schedule: 'jansen', name: 'Dr. Jansen', firstFree: '2027-01-12T09:00:00+01:00', slots: 19 * 6 },
        { schedule: 'smit', name: 'Dr. Smit', firstFree: '2027-01-18T09:00:00+01:00', slots: 3 * 3 },
      ],
      observations: [],
    });
    const week = await engine.timeslots(type, 'smit', 1);
    expect(week).toMatchObject({ from: '2027-01-12T00:00:00+01:00', to: '2027-01-19T00:00:00+01:00' });
    const slots = week.outcome === 'timeslots' ? week.slots : [];
    expect(slots.map(({ start }) => start.slice(0, 16))).toEqual([
      '2027-01-18T09:00',
      '2027-01-18T09:10',
      '2027-01-18T09:20',
    ]);
    const slot = slots[1];
    if (!slot) throw new Error('no slot');
    expect(await engine.book({ type, slot, patient: EMMA, reason: 'Hoofdpijn' })).toEqual({
      outcome: 'approved',
      appointmentId: '1001',
      text: 'Your appointment has been made.',
      observations: [],
    });
    expect(xis.appointments.list()).toMatchObject([{ id: '1001', schedule: 'smit', state: 'booked' }]);
    expect(engine.ledger.get('1001')).toMatchObject({ state: 'approved', origin: 'patient', patient: 'Patient/1' });
    const after = await engine.timeslots(type, 'smit', 1);
    expect(after).toMatchObject({ slots: [{ id: slots[0]?.id }, { id: slots[2]?.id }] });
    expect([spreekuur.notifications(), spreekuur.errors]).toEqual([[], []]);
  });

  bookingTest('SL-14: the four weeks together are the slots of the agenda', async ({ spreekuur }) => {
    const { engine, findTimeslots: offered } = spreekuur;
    const { type } = await offered('consult');
    const counts = [];
    const starts = new Set<string>();
    for (const week of [1, 2, 3, 4]) {
      const found = await engine.timeslots(type, 'jansen', week);
      if (found.outcome !== 'timeslots') throw new Error(found.error);
      counts.push(found.slots.length);
      for (const { start } of found.slots) starts.add(start);
    }
    expect([counts, starts.size]).toEqual([[30, 30, 30, 24], 19 * 6]);
  });

  bookingTest('CB-4: pending, then approved, and the patient is notified once', async ({ xis, spreekuur }) => {
    const { engine, book, notifications: notified } = spreekuur;
    expect(await book('gesprek')).toMatchObject({ outcome: 'pending', appointmentId: '1001' });
    expect(engine.ledger.get('1001')?.state).toBe('pending');
    xis.approvals.approve('1001', 'Tot dan!');
    expect(await xis.deliveries.next()).toMatchObject({ state: 'delivered', tells: 'accepted' });
    expect(engine.ledger.get('1001')?.state).toBe('approved');
    expect(engine.notifications).toEqual([
      { kind: 'approved', appointmentId: '1001', text: 'Your appointment has been approved.', comment: 'Tot dan!' },
    ]);
    expect(notified()).toEqual(['approved 1001']);
    expect(engine.received).toMatchObject([{ method: 'POST', path: '/AppointmentResponse', status: 201 }]);
  });

  bookingTest('CB-4, AP-9: pending, then declined, and the slot is free again', async ({ xis, spreekuur }) => {
    const { engine, book, findTimeslots: offered, notifications: notified } = spreekuur;
    const before = (await offered('gesprek')).slots;
    await book('gesprek');
    expect((await offered('gesprek')).slots.length).toBe(before.length - 1);
    xis.approvals.decline('1001', 'Helaas');
    await xis.deliveries.next();
    expect([engine.ledger.get('1001')?.state, notified()]).toEqual(['rejected', ['rejected 1001']]);
    expect((await offered('gesprek')).slots).toEqual(before);
  });

  bookingTest('AP-7: a taken slot is a conflict, and the next slot succeeds', async ({ xis, spreekuur }) => {
    const { engine, book, findTimeslots: offered } = spreekuur;
    const { type, slots } = await offered('consult');
    const [gone] = slots;
    if (!gone) throw new Error('no slot');
    xis.slots.take(gone.id ?? '');
    expect(await engine.book({ type, slot: gone, patient: EMMA, reason: 'Hoofdpijn' })).toEqual({
      outcome: 'conflict',
      text: 'Timeslot no longer available, please choose another timeslot',
      observations: [],
    });
    expect(engine.ledger.list()).toEqual([]);
    expect(await book('consult')).toMatchObject({ outcome: 'approved' });
  });

  bookingTest('AP-8: two concurrent bookings of a slot get one appointment', async ({ spreekuur }) => {
    const { engine, findTimeslots: offered } = spreekuur;
    const { type, slots } = await offered('consult');
    const [slot] = slots;
    if (!slot) throw new Error('no slot');
    const request = { type, slot, patient: EMMA, reason: 'Hoofdpijn' };
    const outcomes = await Promise.all([engine.book(request), engine.book(request)]);
    expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(['approved', 'conflict']);
  });

  bookingTest('AP-10: a rejected booking has the reason of the XIS', async ({ spreekuur }) => {
    const { engine, findTimeslots: offered } = spreekuur;
    const { type, slots } = await offered('consult');
    const [slot] = slots;
    if (!slot) throw new Error('no slot');
    const moved = { ...slot, start: '2027-01-12T03:00:00+01:00', end: '2027-01-12T03:10:00+01:00' };
    expect(await engine.book({ type, slot: moved, patient: EMMA, reason: 'Hoofdpijn' })).toMatchObject({
      outcome: 'rejected',
      status: 422,
      diagnostics: expect.stringMatching(/slot/i),
      observations: [],
    });
  });
});

describe('a slow or failing XIS', () => {
  bookingTest(
    'AP-12: after a reset before storing the outcome is unknown and the slot is free',
    async ({ xis, spreekuur }) => {
      xis.faults.add({ operation: 'create-appointment', effect: { reset: true } });
      expect(await spreekuur.book('consult')).toMatchObject({ outcome: 'unknown', slotNow: 'free' });
      expect(xis.appointments.list()).toEqual([]);
      expect(spreekuur.errors).toEqual(['AP-12: the connection was dropped before the response (ECONNRESET)']);
    },
  );

  bookingTest(
    'AP-12: after a reset after storing the outcome is unknown and the slot is taken',
    async ({ xis, spreekuur }) => {
      xis.faults.add({ operation: 'create-appointment', effect: { reset: true, stage: 'after' } });
      const result = await spreekuur.book('consult');
      expect(result).toMatchObject({
        outcome: 'unknown',
        slotNow: 'gone',
        text: expect.stringContaining('We do not know'),
      });
      expect(xis.appointments.list()).toHaveLength(1);
      expect(xis.requests.count({ operation: 'create-appointment' })).toBe(1);
      expect(spreekuur.engine.ledger.list()).toEqual([]);
    },
  );

  bookingTest('AP-12: after a time-out the outcome is unknown, and the booking was sent once', async ({ xis }) => {
    const now = () => toInstant(xis.clock.now());
    let isOver = false;
    // The time is over when the simulator holds the response to the booking back.
    const wait = async (_milliseconds: number, signal?: AbortSignal): Promise<void> => {
      while (!signal?.aborted && (isOver || xis.clock.view().due.length === 0)) await new Promise(setImmediate);
      isOver ||= signal?.aborted !== true;
    };
    const slow = await startSpreekuur(xis, { system: { ...realSystem, now, elapsed: () => 0, wait } });
    xis.faults.add({ operation: 'create-appointment', effect: { delay: 'PT1M', stage: 'after' } });
    const { type, slots } = await slow.findTimeslots('consult');
    const [slot] = slots;
    if (!slot) throw new Error('no slot');
    expect(await slow.engine.book({ type, slot, patient: EMMA, reason: 'Hoofdpijn' })).toMatchObject({
      outcome: 'unknown',
      error: 'no complete response arrived in time',
      slotNow: 'gone',
    });
    await slow.listener.close();
    expect(xis.appointments.list()).toHaveLength(1);
  });

  bookingTest('a slow response before the time-out succeeds', async ({ xis, spreekuur }) => {
    xis.faults.add({ operation: 'create-appointment', effect: { delay: 'PT30S' } });
    const booking = spreekuur.book('consult');
    while (xis.clock.view().due.length === 0) await new Promise(setImmediate);
    await xis.clock.advance({ by: 'PT30S' });
    expect(await booking).toMatchObject({ outcome: 'approved' });
  });

  bookingTest('TR-1: HTML with status 200 is a failure, and the next request succeeds', async ({ xis, spreekuur }) => {
    xis.faults.add({ operation: 'read-appointment-types', when: { first: 1 }, effect: { body: 'html' } });
    expect(await spreekuur.engine.appointmentTypes()).toMatchObject({ outcome: 'failed', clause: 'TR-1' });
    expect(await spreekuur.book('consult')).toMatchObject({ outcome: 'approved' });
  });
});

describe('callbacks with faults', () => {
  bookingTest(
    'CB-6, CB-4: a decision before the 201 is asked to retry, and then accepted',
    async ({ xis, spreekuur }) => {
      const { engine, book, notifications: notified } = spreekuur;
      xis.faults.add({ operation: 'send-appointment-response', effect: { callback: 'before-answer' } });
      expect(await book('gesprek')).toMatchObject({ outcome: 'pending', appointmentId: '1001' });
      expect(engine.received).toMatchObject([{ status: 503 }]);
      expect([engine.ledger.get('1001')?.state, notified()]).toEqual(['pending', []]);
      const { happened } = await xis.clock.advance({ by: 'PT1M' });
      expect(happened.map(({ result }) => result).at(-1)).toBe('201, delivered');
      expect([engine.ledger.get('1001')?.state, notified()]).toEqual(['approved', ['approved 1001']]);
    },
  );

  bookingTest('CB-5: a repeated decision notifies once', async ({ xis, spreekuur }) => {
    xis.faults.add({ operation: 'send-appointment-response', effect: { callback: 'twice' } });
    await spreekuur.book('gesprek');
    xis.approvals.approve('1001');
    await xis.deliveries.next();
    expect(spreekuur.engine.received.map(({ status }) => status)).toEqual([201, 201]);
    expect(spreekuur.notifications()).toEqual(['approved 1001']);
  });

  bookingTest(
    'CB-5: a contradiction returns 409, an unknown appointment 404, another organization 403',
    async ({ xis, spreekuur }) => {
      const { book, engine, listener, notifications: notified } = spreekuur;
      await book('gesprek');
      xis.approvals.approve('1001');
      await xis.deliveries.next();
      const listenerTarget = { ...xis, baseUrl: listener.url };
      const decision = {
        actor: { reference: { identifier: [{ system: 'http://fhir.nl/fhir/NamingSystem/bsn', value: EMMA.bsn }] } },
        comment: 'Toch niet',
        appointment: { reference: 'Appointment/1001' },
        participantStatus: 'declined',
      };
      const unknown = { ...decision, appointment: { reference: 'Appointment/9' } };
      const foreign = { 'X-Organization-Identifier': 'http://fhir.nl/fhir/NamingSystem/agb-z|02000002' };
      const replies = [
        await call(listenerTarget, 'POST', '/AppointmentResponse', { body: decision }),
        await call(listenerTarget, 'POST', '/AppointmentResponse', { body: unknown }),
        await call(listenerTarget, 'POST', '/AppointmentResponse', { body: decision, headers: foreign }),
      ];
      expect(replies.map(({ status, body }) => [status, body.issue[0].code])).toEqual([
        [409, 'conflict'],
        [404, 'not-found'],
        [403, 'forbidden'],
      ]);
      expect([engine.ledger.get('1001')?.state, notified()]).toEqual(['approved', ['approved 1001']]);
    },
  );

  bookingTest(
    'AP-12, CB-6: a decision about a booking that ended unknown gets 503 until its id is known, and then 201',
    async ({ xis, spreekuur }) => {
      const { engine } = spreekuur;
      xis.faults.add({ operation: 'create-appointment', effect: { reset: true, stage: 'after' } });
      expect(await spreekuur.book('gesprek')).toMatchObject({ outcome: 'unknown' });
      expect(engine.ledger.list()).toEqual([]);
      xis.approvals.approve('1001');
      while (engine.ledger.list().length === 0) await new Promise(setImmediate);
      expect(engine.ledger.get('1001')).toMatchObject({ state: 'pending', origin: 'patient' });
      await xis.settled();
      await xis.clock.advance({ by: 'PT1H' });
      await xis.settled();
      expect(engine.received.map(({ status }) => status)).toEqual([503, 201]);
      expect([engine.ledger.get('1001')?.state, spreekuur.notifications()]).toEqual(['approved', ['approved 1001']]);
    },
  );

  bookingTest("CB-5: a decision after the patient's cancellation changes nothing", async ({ xis, spreekuur }) => {
    const { engine, book, notifications: notified } = spreekuur;
    xis.faults.add({ operation: 'send-appointment-response', effect: { callback: 'after-cancellation' } });
    await book('gesprek');
    xis.approvals.approve('1001');
    expect(await engine.cancel('1001', EMMA)).toMatchObject({ outcome: 'cancelled' });
    expect(await xis.deliveries.next()).toMatchObject({ state: 'failed', reason: expect.stringContaining('409') });
    expect([engine.ledger.get('1001')?.state, notified()]).toEqual(['cancelled', []]);
  });
});

describe('cancellation and updates', () => {
  bookingTest('CN-1 to CN-4: the patient cancels once, and the slot is free again', async ({ xis, spreekuur }) => {
    const { engine, book, findTimeslots: offered } = spreekuur;
    const before = (await offered('consult')).slots;
    await book('consult');
    expect(await engine.read('1001')).toMatchObject({ outcome: 'found', appointment: { cancellable: true } });
    expect(await engine.cancel('1001', EMMA)).toEqual({
      outcome: 'cancelled',
      text: 'Your appointment has been cancelled.',
      observations: [],
    });
    expect([xis.appointments.get('1001').state, engine.ledger.get('1001')?.state]).toEqual(['cancelled', 'cancelled']);
    expect(await engine.cancel('1001', EMMA)).toMatchObject({ outcome: 'not-cancellable' });
    expect(await engine.read('1002')).toEqual({ outcome: 'absent', observations: [] });
    expect((await offered('consult')).slots).toEqual(before);
  });

  bookingTest('CN-2: an appointment that has begun cannot be cancelled', async ({ xis, spreekuur }) => {
    await spreekuur.book('consult');
    await xis.clock.advance({ to: '2027-01-12T09:00:00+01:00' });
    expect(await spreekuur.engine.cancel('1001', EMMA)).toMatchObject({
      outcome: 'not-cancellable',
      text: 'This appointment can no longer be cancelled online.',
    });
  });

  bookingTest('CN-4: another patient’s appointment is not cancelled', async ({ xis, spreekuur }) => {
    await spreekuur.book('consult');
    const result = await spreekuur.engine.cancel('1001', { bsn: '999900390' });
    expect(result).toMatchObject({ outcome: 'failed', status: 403 });
    expect(xis.appointments.get('1001').state).toBe('booked');
    expect(spreekuur.engine.ledger.get('1001')?.state).toBe('approved');
  });

  bookingTest('UP-2, UP-3: new, modified and cancelled are each notified once', async ({ xis, spreekuur }) => {
    const { engine, notifications: notified } = spreekuur;
    xis.appointments.make({ schedule: 'smit', type: 'consult', start: 'next monday 09:00', patient: 'Patient/1' });
    const { id } = await xis.deliveries.next();
    xis.deliveries.replay(id);
    await xis.settled();
    expect(notified()).toEqual(['new 1001']);
    xis.appointments.move('1001', { start: '2027-01-18T09:10:00+01:00' });
    await xis.settled();
    expect(engine.ledger.get('1001')).toMatchObject({
      start: '2027-01-18T09:10:00+01:00',
      state: 'approved',
      origin: 'xis',
    });
    xis.appointments.cancel('1001', 'Dokter is ziek');
    await xis.settled();
    expect(notified()).toEqual(['new 1001', 'modified 1001', 'cancelled 1001']);
    expect(engine.notifications.at(-1)).toMatchObject({
      text: 'The practice has cancelled your appointment.',
      comment: 'Dokter is ziek',
    });
    expect(engine.received.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  });

  bookingTest('UP-2: the practitioner moves an appointment of the patient', async ({ xis, spreekuur }) => {
    await spreekuur.book('consult');
    xis.appointments.move('1001', { start: '2027-01-12T09:30:00+01:00' });
    await xis.settled();
    expect(spreekuur.notifications()).toEqual(['modified 1001']);
    expect(spreekuur.engine.ledger.get('1001')).toMatchObject({ origin: 'patient', state: 'approved' });
  });
});

describe('other practices', () => {
  const paging = bookingTest.extend({ practice: { ...SMALL_PRACTICE, answers: { pageSize: 7 } } });
  paging('SL-18: a XIS that pages offers the same', async ({ xis, spreekuur }) => {
    const { engine, findTimeslots: offered, book } = spreekuur;
    const { type, slots } = await offered('consult');
    expect(slots).toHaveLength(30);
    const agendas = await engine.agendas(type);
    expect(agendas).toMatchObject({ agendas: [{ slots: 19 * 6 }, { slots: 3 * 3 }], observations: [] });
    expect(xis.requests.count({ operation: 'search-slot' })).toBeGreaterThan(20);
    expect(await book('consult')).toMatchObject({ outcome: 'approved' });
  });

  const r4 = bookingTest.extend({
    practice: { ...SMALL_PRACTICE, dialect: 'r4', answers: { location: 'versioned' } },
    options: { dialect: 'r4', sendSlot: true, language: 'nl' },
  });
  r4('AP-4, CB-1, CN-3: in R4’s shapes, with the slot, in Dutch', async ({ xis, spreekuur }) => {
    const { engine, book, notifications: notified } = spreekuur;
    expect(await book('gesprek')).toEqual({
      outcome: 'pending',
      appointmentId: '1001',
      text: 'Uw afspraak is aangevraagd. U hoort van de praktijk.',
      observations: [],
    });
    xis.approvals.approve('1001');
    await xis.deliveries.next();
    expect(notified()).toEqual(['approved 1001']);
    expect(engine.notifications[0]?.text).toBe('Uw afspraak is goedgekeurd.');
    expect(await engine.cancel('1001', EMMA)).toMatchObject({
      outcome: 'cancelled',
      text: 'Uw afspraak is geannuleerd.',
    });
    expect(xis.requests.find({ status: 400 })).toEqual([]);
  });

  const crossed = bookingTest.extend({ practice: { ...SMALL_PRACTICE, dialect: 'r4' } });
  crossed('AP-11: a XIS that answers in R4 is understood by who sends as published', async ({ xis, spreekuur }) => {
    expect(await spreekuur.book('consult')).toMatchObject({ outcome: 'approved', observations: [] });
    expect(await spreekuur.book('gesprek')).toMatchObject({ outcome: 'pending', observations: [] });
    xis.approvals.decline('1002');
    await xis.deliveries.next();
    expect(spreekuur.notifications()).toEqual(['rejected 1002']);
  });

  for (const [name, now, firstFree, counts] of [
    ['the end of summer time', '2026-10-19T07:00:00+02:00', '2026-10-20T09:00:00+02:00', [30, 30, 30, 24]],
    ['the beginning of summer time', '2027-03-22T07:00:00+01:00', '2027-03-23T09:00:00+01:00', undefined],
    ['the end of the year', '2026-12-21T07:00:00+01:00', '2026-12-22T09:00:00+01:00', undefined],
  ] as const) {
    const then = bookingTest.extend({ practice: { ...SMALL_PRACTICE, clock: { now, frozen: true } } });
    then(`SL-13, SL-14: over ${name} the weeks together are what the agenda counts`, async ({ spreekuur }) => {
      const { engine, findTimeslots: offered } = spreekuur;
      const { type } = await offered('consult');
      const agendas = await engine.agendas(type);
      if (agendas.outcome !== 'agendas') throw new Error(agendas.outcome);
      expect(agendas.agendas[0]).toMatchObject({ schedule: 'jansen', firstFree });
      const perWeek = [];
      for (const week of [1, 2, 3, 4]) {
        const found = await engine.timeslots(type, 'jansen', week);
        perWeek.push(found.outcome === 'timeslots' ? found.slots.length : Number.NaN);
        expect(found.observations).toEqual([]);
      }
      expect(perWeek.reduce((sum, count) => sum + count, 0)).toBe(agendas.agendas[0]?.slots);
      if (counts) expect(perWeek).toEqual(counts);
    });
  }
});
