import { Agent, request } from 'node:http';
import { describe, expect } from 'vitest';
import type { TestOrganization } from '../../simulator/testing/vitest.ts';
import { call, createBookingBody, findSlots, type TestSlot, xisTest } from '../support/xis.ts';

/** Sends a booking over one of many connections and returns the status. */
function book(xis: TestOrganization, agent: Agent, body: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(`${xis.baseUrl}/Appointment`, {
      method: 'POST',
      agent,
      headers: { ...xis.headers, 'Content-Type': 'application/fhir+json', 'Content-Length': Buffer.byteLength(body) },
    });
    sent.on('response', (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

describe('races', () => {
  xisTest('AP-8: 1,000 concurrent bookings of 100 slots are 100 times 201 and 900 times 409', async ({ xis }) => {
    const slots = (await findSlots(xis, 'service-category=consult&status=free')).slice(0, 100);
    expect(slots).toHaveLength(100);
    const agent = new Agent({ keepAlive: true, maxSockets: 100 });
    const bodies = Array.from({ length: 1000 }, (_, index) =>
      JSON.stringify(createBookingBody(slots[(index * 37) % 100] as TestSlot)),
    );
    const statuses = await Promise.all(bodies.map((body) => book(xis, agent, body)));
    agent.destroy();

    const count = (status: number) => statuses.filter((statuse) => statuse === status).length;
    expect([count(201), count(409)]).toEqual([100, 900]);
    expect(xis.requests.count({ operation: 'create-appointment', status: 201 })).toBe(100);
    expect(xis.requests.count({ operation: 'create-appointment', status: 409 })).toBe(900);
    const booked = xis.appointments.list();
    expect(new Set(booked.map(({ schedule, start }) => `${schedule} ${start}`)).size).toBe(100);
    const busy = await findSlots(xis, 'status=busy');
    expect(new Set(busy.map(({ id }) => id))).toEqual(new Set(slots.map(({ id }) => id)));
    for (const { id } of xis.requests.find({ status: 409 }).slice(0, 20)) {
      expect(xis.requests.explain(id).why.conflict?.takenBy).toBe('appointment');
    }
  });

  xisTest(
    'AP-8: bookings that race with cancellations leave every slot with one appointment at most',
    async ({ xis }) => {
      const [slot] = await findSlots(xis, 'service-category=gesprek&status=free');
      const body = JSON.stringify(createBookingBody(slot as TestSlot));
      const agent = new Agent({ keepAlive: true, maxSockets: 20 });
      await Promise.all(
        Array.from({ length: 200 }, async (_, index) => {
          await book(xis, agent, body);
          const [pending] = index % 3 === 0 ? xis.approvals.pending() : [];
          if (pending) xis.approvals.decline(pending.id);
        }),
      );
      agent.destroy();
      const active = xis.appointments.list().filter(({ state }) => state === 'pending' || state === 'booked');
      expect(active.length).toBeLessThanOrEqual(1);
      const { status } = (await call(xis, 'GET', `/Slot/${slot?.id}`)).body;
      expect(status).toBe(active.length === 1 ? 'needs-action' : 'free');
    },
  );

  xisTest('a reset during bookings ends with an empty agenda and complete responses', async ({ xis }) => {
    const slots = (await findSlots(xis, 'service-category=consult&status=free')).slice(0, 50);
    const agent = new Agent({ keepAlive: true, maxSockets: 20 });
    const bookings = slots.map((slot) => book(xis, agent, JSON.stringify(createBookingBody(slot))));
    await xis.reset();
    expect(new Set(await Promise.all(bookings))).toEqual(new Set([201]));
    agent.destroy();
    const busy = await findSlots(xis, 'status=busy');
    expect(busy.length).toBe(xis.appointments.list().length);
  });
});
