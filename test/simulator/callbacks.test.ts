import { describe, expect } from 'vitest';
import { appointmentUpdateSchema } from '../../fhir/resources/appointment.ts';
import { appointmentResponseSchema } from '../../fhir/resources/appointment-response.ts';
import { SMALL_PRACTICE } from '../../fixtures/test/practices.ts';
import { validator } from '../../schema/validator.ts';
import type { TestPractice } from '../../simulator/testing/vitest.ts';
import {
  xisTest as base,
  call,
  createBookingBody,
  createCancellationBody,
  findSlots,
  type TestSlot,
} from '../support/xis.ts';

const xisTest = base.extend<{ pending: TestSlot }>({
  pending: async ({ xis }, use) => {
    const [slot] = await findSlots(xis, 'service-category=gesprek');
    await call(xis, 'POST', '/Appointment', { body: createBookingBody(slot as TestSlot) });
    await use(slot as TestSlot);
  },
});

describe('the decision, POST /AppointmentResponse to Spreekuur.nl', () => {
  xisTest(
    'CB-1 to CB-3, CB-7, TR-2: an approval is sent with the organization and the BSN',
    async ({ xis, callbackEndpoint, pending: _ }) => {
      xis.approvals.approve('1001', 'Tot dan!');
      expect(await xis.deliveries.next({ appointment: '1001' })).toMatchObject({
        state: 'delivered',
        tells: 'accepted',
      });
      expect(callbackEndpoint.received).toHaveLength(1);
      const [callback] = callbackEndpoint.received;
      expect(callback).toMatchObject({ method: 'POST', path: '/AppointmentResponse' });
      expect(callback?.headers['content-type']).toMatch(/^application\/fhir\+json/);
      expect(callback?.headers['x-organization-identifier']).toBe(`http://fhir.nl/fhir/NamingSystem/agb-z|${xis.agb}`);
      expect(validator(appointmentResponseSchema('published')).violations(callback?.body)).toEqual([]);
      expect(callback?.body).toEqual({
        resourceType: 'AppointmentResponse',
        actor: { reference: { identifier: [{ system: 'http://fhir.nl/fhir/NamingSystem/bsn', value: '999900109' }] } },
        comment: 'Tot dan!',
        appointment: { reference: 'Appointment/1001' },
        participantStatus: 'accepted',
      });
    },
  );

  xisTest('CB-1: a denial is sent with its own comment', async ({ xis, callbackEndpoint, pending: _ }) => {
    xis.approvals.decline('1001');
    await xis.deliveries.next();
    expect(callbackEndpoint.received[0]?.body).toMatchObject({
      participantStatus: 'declined',
      comment: expect.stringMatching(/./),
    });
  });

  xisTest('CB-9: a decision is taken once', async ({ xis, callbackEndpoint, pending: _ }) => {
    xis.approvals.approve('1001');
    expect(() => xis.approvals.decline('1001')).toThrow('is not pending');
    await xis.settled();
    expect(callbackEndpoint.received).toHaveLength(1);
  });

  xisTest(
    'CB-6: a callback is retried with growing intervals until it is delivered',
    async ({ xis, callbackEndpoint, pending: _ }) => {
      callbackEndpoint.respondWith({ status: 500 }, { status: 503 }, 'reset', {
        status: 429,
        headers: { 'Retry-After': '120' },
      });
      xis.approvals.approve('1001');
      const { happened } = await xis.clock.advance({ by: 'PT10M' });
      expect(happened.map(({ result }) => result)).toEqual([
        '500, next in 5000 ms',
        '503, next in 10000 ms',
        'the connection was dropped before the response, next in 20000 ms',
        '429, next in 120000 ms',
        '201, delivered',
      ]);
      expect(happened.map(({ at }) => at.slice(11, 19))).toEqual([
        '07:00:00',
        '07:00:05',
        '07:00:15',
        '07:00:35',
        '07:02:35',
      ]);
      expect(new Set(callbackEndpoint.received.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    },
  );

  xisTest('CB-6: a 4xx is final and reported', async ({ xis, callbackEndpoint, pending: _ }) => {
    callbackEndpoint.respondWith({ status: 409 });
    xis.approvals.approve('1001');
    expect(await xis.deliveries.next()).toMatchObject({ state: 'failed', attempts: [{ status: 409 }] });
    await xis.clock.advance({ by: 'P1D' });
    expect(callbackEndpoint.received).toHaveLength(1);
  });

  xisTest(
    'CB-6: an endpoint that is down for an hour gets its callback afterwards',
    async ({ xis, callbackEndpoint, pending: _ }) => {
      xis.callbacks.set({ ...xis.callbacks.get(), url: 'http://127.0.0.1:1' });
      xis.approvals.approve('1001');
      await xis.clock.advance({ by: 'PT1H' });
      expect(xis.deliveries.get('d1')).toMatchObject({ state: 'waiting' });
      xis.callbacks.set({ ...xis.callbacks.get(), url: callbackEndpoint.url });
      await xis.clock.advance({ by: 'PT15M' });
      expect(xis.deliveries.get('d1')).toMatchObject({ state: 'delivered' });
      expect(callbackEndpoint.received).toHaveLength(1);
    },
  );

  xisTest(
    'a callback to a Spreekuur.nl that hangs ends at the time-out',
    async ({ xis, callbackEndpoint, pending: _ }) => {
      xis.callbacks.set({ ...xis.callbacks.get(), timeout: 'PT0.02S' });
      callbackEndpoint.respondWith('hang');
      xis.approvals.approve('1001');
      const { happened } = await xis.clock.advance({ by: 'PT0S' });
      expect(happened[0]?.result).toBe('no complete response arrived in time, next in 5000 ms');
    },
  );

  xisTest('callbacks without an address wait for one', async ({ xis, callbackEndpoint, pending: _ }) => {
    xis.callbacks.set({});
    xis.approvals.approve('1001');
    await xis.settled();
    expect(xis.deliveries.list()[0]).toMatchObject({ state: 'held', heldFor: 'url' });
    xis.callbacks.set({ url: callbackEndpoint.url });
    expect(await xis.deliveries.next()).toMatchObject({ state: 'delivered' });
  });

  xisTest(
    'paused, they wait for the resume; replayed, they go out again',
    async ({ xis, callbackEndpoint, pending: _ }) => {
      xis.deliveries.pause();
      xis.approvals.approve('1001');
      await xis.settled();
      expect(callbackEndpoint.received).toHaveLength(0);
      xis.deliveries.resume();
      await xis.deliveries.next();
      xis.deliveries.replay('d1');
      await xis.deliveries.next();
      expect(callbackEndpoint.received).toHaveLength(2);
    },
  );

  xisTest("in dialect r4 the decision is R4's AppointmentResponse", async ({ simulator, callbackEndpoint }) => {
    const r4 = await simulator.organizations.create({
      ...SMALL_PRACTICE,
      agb: '70000003',
      dialect: 'r4',
      callbacks: { url: callbackEndpoint.url },
    });
    const xis = { ...r4, baseUrl: simulator.baseUrl, headers: { 'X-Organization-Identifier': r4.agb } };
    const [slot] = await findSlots(xis, 'service-category=gesprek');
    await call(xis, 'POST', '/Appointment', { body: createBookingBody(slot as TestSlot) });
    r4.approvals.approve('1001');
    await r4.deliveries.next();
    await simulator.organizations.drop('70000003');
    expect(validator(appointmentResponseSchema('r4')).violations(callbackEndpoint.received[0]?.body)).toEqual([]);
  });
});

describe('approval by policy', () => {
  const withApproval = (approval: NonNullable<TestPractice['appointmentTypes'][number]['approval']>) =>
    base.extend<{ practice: TestPractice }>({
      practice: async ({ callbackEndpoint }, use) => {
        const [first, second, ...rest] = SMALL_PRACTICE.appointmentTypes;
        const types = [first, { ...second, approval }, ...rest] as TestPractice['appointmentTypes'];
        await use({ ...SMALL_PRACTICE, appointmentTypes: types, callbacks: { url: callbackEndpoint.url } });
      },
    });
  const book = async (xis: Parameters<typeof call>[0], at = 0) => {
    const slots = await findSlots(xis, 'service-category=gesprek&status=free');
    await call(xis, 'POST', '/Appointment', { body: createBookingBody(slots[at] as TestSlot) });
  };

  withApproval({ after: 'PT5M', comment: 'Prima' })(
    'AP-4, CB-4: after a fixed time it is approved',
    async ({ xis, callbackEndpoint }) => {
      await book(xis);
      expect((await xis.clock.advance({ by: 'PT4M59S' })).happened).toEqual([]);
      const { happened } = await xis.clock.advance({ by: 'PT1S' });
      expect(happened.map(({ kind, result }) => [kind, result])).toEqual([
        ['decide', 'accepted'],
        ['attempt', '201, delivered'],
      ]);
      expect(callbackEndpoint.received[0]?.body.comment).toBe('Prima');
      expect(xis.appointments.get('1001').state).toBe('booked');
    },
  );

  withApproval({ after: { officeHours: { within: 'PT0S' } } })(
    'within office hours: on Saturday evening it waits for Monday 08:00',
    async ({ xis }) => {
      await xis.clock.advance({ to: '2027-01-16T20:00:00+01:00' });
      await book(xis);
      expect(xis.approvals.pending()[0]?.planned).toEqual({ at: '2027-01-18T08:00:00+01:00', decision: 'accepted' });
    },
  );

  withApproval({ after: 'PT1S', decision: { acceptShare: 0.5 } })(
    'a share is accepted, the rest declined',
    async ({ xis }) => {
      for (let count = 0; count < 30; count++) await book(xis, count % 3);
      await xis.clock.advance({ by: 'PT1S' });
      const states = xis.appointments.list().map(({ state }) => state);
      expect(new Set(states)).toEqual(new Set(['booked', 'declined']));
    },
  );

  withApproval({ after: 'PT5M' })(
    'the patient cancels before it is decided: nothing is sent',
    async ({ xis, callbackEndpoint }) => {
      await book(xis);
      await call(xis, 'POST', '/AppointmentResponse', { body: createCancellationBody('1001') });
      expect((await xis.clock.advance({ by: 'PT10M' })).happened).toEqual([]);
      expect(callbackEndpoint.received).toEqual([]);
    },
  );
});

describe('updates by the XIS, PUT /Appointment/{id} to Spreekuur.nl', () => {
  const update = validator(appointmentUpdateSchema);

  xisTest(
    'UP-1, UP-2, UP-5, UP-6: an appointment by the practitioner, moved and cancelled, each reported once',
    async ({ xis, callbackEndpoint }) => {
      const input = {
        schedule: 'jansen',
        type: 'consult',
        start: 'next monday 09:20',
        patient: 'Patient/1',
        comment: 'Controle',
      };
      const { appointment } = xis.appointments.make(input);
      await xis.deliveries.next();
      xis.appointments.move(appointment.id, { start: 'next monday 09:40', comment: 'Iets later' });
      await xis.deliveries.next();
      xis.appointments.cancel(appointment.id, 'Ik ben ziek');
      await xis.deliveries.next();
      expect(callbackEndpoint.received.map(({ method, path }) => [method, path])).toEqual(
        Array(3).fill(['PUT', '/Appointment/1001']),
      );
      for (const { body } of callbackEndpoint.received)
        expect([update.violations(body), body.id]).toEqual([[], '1001']);
      expect(
        callbackEndpoint.received.map(({ body }) => [body.status, body.start.slice(11, 16), body.comment]),
      ).toEqual([
        ['booked', '09:20', 'Controle'],
        ['booked', '09:40', 'Iets later'],
        ['cancelled', '09:40', 'Ik ben ziek'],
      ]);
      expect(callbackEndpoint.received[0]?.body.participant[0].actor.identifier.value).toBe('999900109');
    },
  );

  xisTest('AP-9: the slots follow', async ({ xis }) => {
    const busy = async () => (await findSlots(xis, 'status=busy')).map(({ start }) => start.slice(5, 16));
    xis.appointments.make({
      schedule: 'jansen',
      type: 'consult',
      start: '2027-01-12 09:05',
      end: '2027-01-12 09:25',
      patient: 'Patient/1',
    });
    expect(await busy()).toEqual(['01-12T09:00', '01-12T09:10', '01-12T09:20']);
    xis.appointments.move('1001', { start: '2027-01-12 10:00', end: '2027-01-12 10:30' });
    expect(await busy()).toEqual(['01-12T10:00']);
    xis.appointments.cancel('1001');
    expect(await busy()).toEqual([]);
  });

  xisTest('an appointment cannot move over another', async ({ xis, pending }) => {
    const input = { schedule: 'jansen', type: 'consult', start: pending.start, patient: 'Patient/2' };
    expect(() => xis.appointments.make(input)).toThrow('another appointment has this time (1001)');
    expect(() => xis.appointments.move('1001', { start: 'next monday 09:00' })).toThrow('only a booked appointment');
  });

  xisTest('UP-4: 403 is final', async ({ xis, callbackEndpoint }) => {
    callbackEndpoint.respondWith({ status: 403 });
    xis.appointments.make({ schedule: 'smit', type: 'consult', start: 'next monday 09:00', patient: 'Patient/1' });
    expect(await xis.deliveries.next()).toMatchObject({ state: 'failed', reason: expect.stringContaining('403') });
  });

  xisTest(
    'callbacks about an appointment keep their order, also when the first is retried',
    async ({ xis, callbackEndpoint }) => {
      callbackEndpoint.respondWith({ status: 500 });
      xis.appointments.make({ schedule: 'smit', type: 'consult', start: 'next monday 09:00', patient: 'Patient/1' });
      xis.appointments.cancel('1001');
      await xis.clock.advance({ by: 'PT1M' });
      expect(callbackEndpoint.received.map(({ body }) => body.status)).toEqual(['booked', 'booked', 'cancelled']);
    },
  );
});
