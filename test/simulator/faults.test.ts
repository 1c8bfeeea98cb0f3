import { describe, expect } from 'vitest';
import {
  xisTest as base,
  call,
  createBookingBody,
  createCancellationBody,
  findSlots,
  type TestSlot,
} from '../support/xis.ts';

const xisTest = base.extend<{ consult: TestSlot; gesprek: TestSlot }>({
  consult: async ({ xis }, use) => use((await findSlots(xis, 'service-category=consult'))[0] as TestSlot),
  gesprek: async ({ xis }, use) => use((await findSlots(xis, 'service-category=gesprek'))[0] as TestSlot),
});

const book = (xis: Parameters<typeof call>[0], slot: TestSlot) =>
  call(xis, 'POST', '/Appointment', { body: createBookingBody(slot) });

describe('faults of responses', () => {
  xisTest('TR-7: a status, before anything is stored, with an OperationOutcome', async ({ xis, consult }) => {
    xis.faults.add({
      operation: 'create-appointment',
      when: { first: 1 },
      effect: { status: 503, retryAfterSeconds: 7 },
    });
    const reply = await book(xis, consult);
    expect([reply.status, reply.headers.get('retry-after'), reply.body.issue[0].code]).toEqual([503, '7', 'exception']);
    expect(xis.appointments.list()).toEqual([]);
    expect((await book(xis, consult)).status).toBe(201);
  });

  xisTest('AP-12: a reset before the booking stores nothing, a reset after it does', async ({ xis, consult }) => {
    xis.faults.add({ id: 'r', operation: 'create-appointment', effect: { reset: true } });
    await expect(book(xis, consult)).rejects.toThrow();
    expect(xis.appointments.list()).toHaveLength(0);
    xis.faults.add({ id: 'r', operation: 'create-appointment', effect: { reset: true, stage: 'after' } });
    await expect(book(xis, consult)).rejects.toThrow();
    expect(xis.appointments.list()).toHaveLength(1);
    expect(xis.requests.find({ fault: 'r' })).toMatchObject([{ status: 0 }, { status: 0, appointment: '1001' }]);
  });

  xisTest('a status after: the booking is stored, the client gets 502', async ({ xis, consult }) => {
    xis.faults.add({ operation: 'create-appointment', effect: { status: 502, stage: 'after' } });
    expect((await book(xis, consult)).status).toBe(502);
    expect(xis.appointments.list()).toHaveLength(1);
  });

  xisTest('a delay is of the organization’s clock', async ({ xis }) => {
    xis.faults.add({ operation: 'search-slot', effect: { delay: 'PT30S' } });
    const reply = call(xis, 'GET', '/Slot');
    while (xis.clock.view().due.length === 0) await new Promise(setImmediate);
    const { happened } = await xis.clock.advance({ by: 'PT30S' });
    expect(happened).toMatchObject([{ kind: 'answer', subject: 'search-slot' }]);
    expect((await reply).status).toBe(200);
  });

  xisTest('bodies: truncated, malformed, empty, HTML, and a wrong media type', async ({ xis }) => {
    const effectOf = async (effect: object) => {
      xis.faults.add({ id: 'b', operation: '*', effect });
      return call(xis, 'GET', '/Schedule');
    };
    await expect(effectOf({ body: 'truncated' })).rejects.toThrow();
    const malformed = await effectOf({ body: 'malformed' });
    expect([malformed.status, malformed.body]).toEqual([200, undefined]);
    expect((await effectOf({ body: 'empty' })).text).toBe('');
    const html = await effectOf({ body: 'html' });
    expect([html.status, html.headers.get('content-type'), html.text.slice(0, 15)]).toEqual([
      200,
      'text/html; charset=utf-8',
      '<!DOCTYPE html>',
    ]);
    const typed = await effectOf({ mediaType: 'text/plain' });
    expect([typed.headers.get('content-type'), typed.body.resourceType]).toEqual(['text/plain', 'Bundle']);
  });

  xisTest(
    'a fault that could have no effect is rejected by the control interface and the library',
    async ({ xis, simulator }) => {
      const url = `${simulator.url}/__admin/organizations/${xis.agb}/faults`;
      const useless: readonly (readonly [object, RegExp])[] = [
        [{ operation: '*', effect: {} }, /effect: expected an effect: delay, status, reset, body or mediaType/],
        [{ operation: '*', effect: { mediaType: 'a\r\nX: y' } }, /effect\.mediaType: expected a media type/],
        [
          { operation: '*', effect: { delay: { uniform: { from: 'PT5S', to: 'PT1S' } } } },
          /effect\.delay\.uniform\.to: expected a duration of at least PT5S, got PT1S/,
        ],
      ];
      for (const [fault, expected] of useless) {
        const response = await fetch(url, { method: 'POST', body: JSON.stringify(fault) });
        expect([response.status, await response.text()]).toEqual([422, expect.stringMatching(expected)]);
        expect(() => xis.faults.add(fault as never)).toThrow(expected);
      }
      expect(xis.faults.list()).toEqual([]);
      expect((await call(xis, 'GET', '/Slot')).status).toBe(200);
    },
  );

  xisTest('which: the nth, the first, every, by match', async ({ xis }) => {
    const statuses = async (count: number, path = '/Schedule') => {
      const found: number[] = [];
      for (let index = 0; index < count; index++) found.push((await call(xis, 'GET', path)).status);
      return found;
    };
    const effect = { status: 500 };
    xis.faults.add({ id: 'f', operation: 'search-schedule', when: { nth: 2 }, effect });
    expect(await statuses(3)).toEqual([200, 500, 200]);
    xis.faults.add({ id: 'f', operation: 'search-schedule', when: { first: 2 }, effect });
    expect(await statuses(3)).toEqual([500, 500, 200]);
    xis.faults.add({ id: 'f', operation: 'search-schedule', when: { every: 2 }, effect });
    expect(await statuses(4)).toEqual([200, 500, 200, 500]);
    xis.faults.add({ id: 'f', operation: 'search-slot', match: { query: { schedule: 'smit' } }, effect });
    expect(await statuses(1, '/Slot?schedule=smit')).toEqual([500]);
    expect(await statuses(1, '/Slot?schedule=jansen')).toEqual([200]);
    expect(xis.faults.list()).toMatchObject([{ matched: 1, struck: 1 }]);
  });

  xisTest('by the body of the request', async ({ xis, consult, gesprek }) => {
    const match = { body: { '/serviceCategory/0/coding/0/code': 'gesprek' } };
    xis.faults.add({ operation: 'create-appointment', match, effect: { status: 500 } });
    expect((await book(xis, gesprek)).status).toBe(500);
    expect((await book(xis, consult)).status).toBe(201);
  });

  xisTest('probability 0 affects no request, 1 every request', async ({ xis }) => {
    const plain = await call(xis, 'GET', '/Slot');
    xis.faults.add({ id: 'p', operation: '*', when: { probability: 0 }, effect: { status: 500, delay: 'PT1H' } });
    for (let count = 0; count < 20; count++) expect((await call(xis, 'GET', '/Slot')).text).toBe(plain.text);
    xis.faults.add({ id: 'p', operation: '*', when: { probability: 1 }, effect: { status: 500 } });
    for (let count = 0; count < 5; count++) expect((await call(xis, 'GET', '/Slot')).status).toBe(500);
  });
});

describe('callbacks with faults', () => {
  const statusesOf = (
    received: readonly { readonly body: { readonly participantStatus?: string; readonly status?: string } }[],
  ) => received.map(({ body }) => body.participantStatus ?? body.status);

  xisTest('lost: never sent', async ({ xis, callbackEndpoint, gesprek }) => {
    xis.faults.add({ operation: 'send-appointment-response', effect: { callback: 'lost' } });
    await book(xis, gesprek);
    xis.approvals.approve('1001');
    expect(await xis.deliveries.next()).toMatchObject({ state: 'lost' });
    await xis.clock.advance({ by: 'P1D' });
    expect(callbackEndpoint.received).toEqual([]);
  });

  xisTest('CB-5: twice', async ({ xis, callbackEndpoint, gesprek }) => {
    xis.faults.add({ operation: 'send-appointment-response', effect: { callback: 'twice' } });
    await book(xis, gesprek);
    xis.approvals.approve('1001');
    await xis.deliveries.next();
    expect(statusesOf(callbackEndpoint.received)).toEqual(['accepted', 'accepted']);
  });

  xisTest('late: after the delay', async ({ xis, callbackEndpoint, gesprek }) => {
    xis.faults.add({ operation: 'send-appointment-response', effect: { callback: { late: 'PT2H' } } });
    await book(xis, gesprek);
    xis.approvals.approve('1001');
    await xis.clock.advance({ by: 'PT1H59M' });
    expect(callbackEndpoint.received).toHaveLength(0);
    await xis.clock.advance({ by: 'PT1M' });
    expect(callbackEndpoint.received).toHaveLength(1);
  });

  xisTest(
    'before-answer: Spreekuur.nl gets the callback before the 201',
    async ({ xis, callbackEndpoint, gesprek }) => {
      xis.faults.add({
        operation: 'send-appointment-response',
        when: { first: 1 },
        effect: { callback: 'before-answer' },
      });
      const reply = await book(xis, gesprek);
      expect(reply.status).toBe(201);
      expect(statusesOf(callbackEndpoint.received)).toEqual(['accepted']);
      expect(reply.body.status).toBe('proposed');
      expect(xis.appointments.get('1001').state).toBe('booked');
    },
  );

  xisTest('before-answer: a Spreekuur.nl that is down does not delay the 201', async ({ xis, gesprek }) => {
    xis.callbacks.set({ url: 'http://127.0.0.1:1' });
    xis.faults.add({ operation: 'send-appointment-response', effect: { callback: 'before-answer' } });
    expect((await book(xis, gesprek)).status).toBe(201);
    expect(xis.deliveries.get('d1').state).toBe('waiting');
  });

  xisTest('out-of-order: held back until the next has been delivered', async ({ xis, callbackEndpoint, gesprek }) => {
    xis.faults.add({ operation: 'send-appointment-response', effect: { callback: 'out-of-order' } });
    await book(xis, gesprek);
    xis.approvals.approve('1001');
    xis.appointments.cancel('1001', 'Toch niet');
    await xis.clock.advance({ by: 'PT1M' });
    expect(statusesOf(callbackEndpoint.received)).toEqual(['cancelled', 'accepted']);
  });

  xisTest(
    "after-cancellation: the callback comes after the patient's cancellation",
    async ({ xis, callbackEndpoint, gesprek }) => {
      xis.faults.add({ operation: 'send-appointment-response', effect: { callback: 'after-cancellation' } });
      await book(xis, gesprek);
      xis.approvals.approve('1001');
      await xis.settled();
      expect(callbackEndpoint.received).toEqual([]);
      await call(xis, 'POST', '/AppointmentResponse', { body: createCancellationBody('1001') });
      await xis.deliveries.next();
      expect(statusesOf(callbackEndpoint.received)).toEqual(['accepted']);
      expect(xis.appointments.get('1001').state).toBe('cancelled');
    },
  );

  xisTest(
    'after-cancellation: also of an appointment without a decision',
    async ({ xis, callbackEndpoint, gesprek }) => {
      xis.faults.add({ operation: 'send-appointment-response', effect: { callback: 'after-cancellation' } });
      await book(xis, gesprek);
      await call(xis, 'POST', '/AppointmentResponse', { body: createCancellationBody('1001') });
      await xis.deliveries.next();
      expect(statusesOf(callbackEndpoint.received)).toEqual(['accepted']);
    },
  );
});

describe('contention', () => {
  xisTest('AP-7: the shown slot is taken, for the next bookings', async ({ xis, consult }) => {
    xis.contention.set({ goneWhenBooked: { next: 1 } });
    expect((await book(xis, consult)).status).toBe(409);
    expect((await call(xis, 'GET', `/Slot/${consult.id}`)).body.status).toBe('busy');
    const [nextSlot] = await findSlots(xis, 'service-category=consult&status=free');
    expect((await book(xis, nextSlot as TestSlot)).status).toBe(201);
  });

  xisTest('slots that show as free but are not', async ({ xis, consult }) => {
    xis.contention.set({ phantomShare: 1 });
    expect((await book(xis, consult)).status).toBe(409);
    expect((await call(xis, 'GET', `/Slot/${consult.id}`)).body.status).toBe('free');
    const [refused] = xis.requests.find({ status: 409 });
    expect(xis.requests.explain(refused?.id ?? 0).why.conflict?.text).toContain('phantomShare');
  });

  xisTest('competitors take slots at a rate, the same ones for the same seed', async ({ xis, simulator }) => {
    const free = async (target: typeof xis) => (await findSlots(target, 'status=free')).map(({ id }) => id);
    const before = await free(xis);
    xis.contention.set({ competitorsPerHour: 60 });
    await xis.clock.advance({ by: 'PT30M' });
    const after = await free(xis);
    expect(before.length - after.length).toBeGreaterThan(15);
    expect(before.length - after.length).toBeLessThan(50);
    const twin = await simulator.organizations.create({ ...xis.configuration(), agb: '70000004' });
    const twinXis = { ...xis, ...twin, headers: { 'X-Organization-Identifier': twin.agb } };
    twin.contention.set({ competitorsPerHour: 60 });
    await twin.clock.advance({ by: 'PT30M' });
    expect(await free(twinXis)).toEqual(after);
    await simulator.organizations.drop(twin.agb);
  });
});
