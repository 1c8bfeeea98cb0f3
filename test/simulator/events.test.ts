import { describe, expect } from 'vitest';
import { type EventStream, openEventStream } from '../support/event-stream.ts';
import { xisTest as base, call, createBookingBody, findSlots, type TestSlot } from '../support/xis.ts';

type OpenFeed = (options?: { readonly after?: number; readonly lastEventId?: number }) => Promise<EventStream>;

const xisTest = base.extend<{ url: string; openFeed: OpenFeed }>({
  url: async ({ simulator, xis }, use) =>
    use(`http://localhost:${simulator.port}/__admin/organizations/${xis.agb}/events`),
  openFeed: async ({ url }, use) => {
    const streams: EventStream[] = [];
    await use(async ({ after, lastEventId } = {}) => {
      const stream = await openEventStream(
        after === undefined ? url : `${url}?after=${after}`,
        lastEventId === undefined ? {} : { 'Last-Event-ID': String(lastEventId) },
      );
      streams.push(stream);
      return stream;
    });
    for (const stream of streams) await stream.close();
  },
});

describe('the live feed', () => {
  xisTest('has a request with all that it has changed', async ({ xis, openFeed }) => {
    const feed = await openFeed();
    const [slot] = await findSlots(xis, 'service-category=gesprek');
    const body = createBookingBody(slot as TestSlot);
    expect((await call(xis, 'POST', '/Appointment', { body })).status).toBe(201);
    const [search, booking] = await feed.take(2);
    expect(search).toMatchObject({
      event: 'entry',
      data: {
        type: 'entry',
        at: '2027-01-11T07:00:00+01:00',
        cause: { kind: 'request', name: 'search-slot' },
        requests: [{ method: 'GET', status: 200 }],
      },
    });
    expect(search?.data.changes).toBeUndefined();
    expect(booking?.data).toMatchObject({
      number: Number(search?.id) + 1,
      cause: { kind: 'request', name: 'create-appointment' },
      requests: [{ method: 'POST', status: 201, appointment: '1001' }],
      changes: {
        appointments: { '1001': { state: 'pending', patient: 'Patient/1', start: expect.stringContaining('+01:00') } },
        slots: { [slot?.id ?? '']: { status: 'tentative', holder: { kind: 'appointment', id: '1001' } } },
      },
    });
  });
});
