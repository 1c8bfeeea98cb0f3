import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { withoutExpected } from '../../simulator/admin/openapi.ts';
import { organizationEventSchema } from '../../simulator/control/feed/event-view.ts';
import { createSimulator, type OrganizationEvent } from '../../simulator/index.ts';
import { type EventStream, openEventStream, type ReceivedEvent } from '../support/event-stream.ts';
import { runs } from '../support/runs.ts';
import { createManualSystem, NINE } from '../support/time.ts';
import {
  xisTest as base,
  call,
  createBookingBody,
  createCanaryBody,
  findSlots,
  type TestSlot,
} from '../support/xis.ts';

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

const numbersOf = (events: readonly ReceivedEvent[]): readonly number[] => events.map(({ id }) => Number(id));
const range = (from: number, to: number): readonly number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

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

  xisTest(
    'CB-6: has each attempt of a callback, with the views of the control interface',
    async ({ xis, openFeed }) => {
      const feed = await openFeed();
      xis.appointments.make({ schedule: 'smit', type: 'consult', start: 'next monday 09:00', patient: 'Patient/2' });
      await xis.settled();
      let last: ReceivedEvent | undefined;
      do last = await feed.next();
      while (last?.data.changes.deliveries?.d1.state !== 'delivered');
      const { sends: _sends, ...progress } = xis.deliveries.get('d1');
      expect(last.data.changes.deliveries.d1).toEqual(progress);
    },
  );

  xisTest('has what commands change, and what they remove', async ({ xis, openFeed }) => {
    const feed = await openFeed();
    xis.faults.add({ id: '7', operation: 'search-slot', effect: { status: 503 } });
    xis.faults.remove('7');
    xis.defects.set(['not-utf8']);
    xis.loggedInPatient.set('2');
    xis.contention.set({ phantomShare: 0.5 });
    await xis.clock.advance({ by: 'PT1H' });
    xis.deliveries.pause();
    xis.callbacks.set({});
    xis.requests.clear();
    const events = await feed.take(10);
    expect(events.map(({ data }) => [data.cause.name, data.changes])).toEqual([
      [
        'faults.add',
        {
          faults: {
            '7': { fault: { id: '7', operation: 'search-slot', effect: { status: 503 } }, matched: 0, struck: 0 },
          },
        },
      ],
      ['faults.remove', { faults: { '7': null } }],
      ['defects.set', { defects: ['not-utf8'] }],
      ['loggedInPatient.set', { loggedInPatient: '2' }],
      ['contention.set', { contention: { phantomShare: 0.5 } }],
      ['clock.advance', { clock: { now: '2027-01-11T07:00:00+01:00', frozen: true } }],
      ['clock.advance', { clock: { now: '2027-01-11T08:00:00+01:00', frozen: true } }],
      ['deliveries.pause', { paused: true }],
      ['callbacks.set', { callbacks: {} }],
      ['requests.clear', { requestsClearedTo: 0 }],
    ]);
  });

  xisTest('has a reset as an event, and goes on', async ({ xis, openFeed }) => {
    const feed = await openFeed();
    const snapshot = await xis.snapshot();
    await xis.reset();
    await xis.restore(snapshot);
    await call(xis, 'GET', '/Schedule');
    const events = await feed.take(3);
    expect(events.map(({ event, data }) => [event, data.cause.name])).toEqual([
      ['reset', 'reset'],
      ['reset', 'restore'],
      ['entry', 'search-schedule'],
    ]);
    expect(numbersOf(events)).toEqual(range(Number(events[0]?.id), Number(events[0]?.id) + 2));
  });

  xisTest('has nothing of a patient, and each event in one line', async ({ xis, openFeed }) => {
    const feed = await openFeed();
    const [slot] = await findSlots(xis, 'service-category=gesprek');
    const canary = 'Canary\r\n\r\nid: 9\ndata: {}\u2028';
    const body = createCanaryBody(slot as TestSlot, { reference: 'Patient/999900687', canary });
    const headers = { Authorization: 'Bearer eyJCanary.eyJCanary.Canary' };
    expect((await call(xis, 'POST', '/Appointment', { body, headers })).status).toBe(201);
    await call(xis, 'GET', '/Slot?Canary=Canary%0A%0Adata:%20x&name=123456782', { headers });
    await call(xis, 'GET', '/Canary%0A%0Adata', { headers });
    xis.approvals.approve('1001', 'Canary\n\ndata: x');
    xis.appointments.make({
      schedule: 'smit',
      type: 'consult',
      start: 'next monday 09:00',
      patient: { reference: 'Patient/8', display: 'Canary', bsn: '123456782' },
      comment: 'Canary',
    });
    await xis.settled();
    xis.loggedInPatient.set('unknown');
    let last: ReceivedEvent | undefined;
    // A block that is no event with id, event and data in one line each is an error of the client.
    do last = await feed.next();
    while (last?.data.cause.name !== 'loggedInPatient.set');
    for (const secret of ['Canary', '123456782', '999900687', 'eyJ']) expect(feed.text).not.toContain(secret);
  });

  xisTest('has events that match the OpenAPI description', async ({ xis, openFeed }) => {
    const feed = await openFeed();
    const [slot] = await findSlots(xis, 'service-category=gesprek');
    await call(xis, 'POST', '/Appointment', { body: createBookingBody(slot as TestSlot) });
    xis.approvals.approve('1001');
    await xis.settled();
    xis.slots.take((await findSlots(xis, 'status=free'))[0]?.id ?? '');
    await xis.reset();
    const matches = new Ajv2020({ strict: false, validateFormats: false }).compile(
      withoutExpected(organizationEventSchema) as object,
    );
    let last: ReceivedEvent | undefined;
    do {
      last = await feed.next();
      expect([last?.data, matches(last?.data), matches.errors]).toEqual([last?.data, true, null]);
    } while (last?.event !== 'reset');
  });

  xisTest('is without a gap and a repetition when connections are cut at random', async ({ xis, openFeed }) => {
    const cuts = fc.array(fc.tuple(fc.nat(4), fc.nat(4)), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(cuts, async (connections) => {
        const first = await openFeed();
        await call(xis, 'GET', '/Schedule');
        const received: ReceivedEvent[] = [...(await first.take(1))];
        await first.close();
        const start = Number(received[0]?.id);
        let made = start;
        for (const [entries, taken] of connections) {
          for (let entry = 0; entry < entries; entry++) void (await call(xis, 'GET', '/Schedule/jansen'));
          made += entries;
          const feed = await openFeed({ after: start, lastEventId: Number(received.at(-1)?.id) });
          // A cut: the client has read some of the events that it was sent.
          const open = made - Number(received.at(-1)?.id);
          received.push(...(await feed.take(Math.min(taken, open))));
          await feed.close();
        }
        const feed = await openFeed({ lastEventId: Number(received.at(-1)?.id) });
        received.push(...(await feed.take(made - Number(received.at(-1)?.id))));
        await feed.close();
        expect(numbersOf(received)).toEqual(range(start, made));
      }),
      { numRuns: runs(5) },
    );
  });

  xisTest('has a gap when entries are no longer kept, and goes on after it', async ({ xis, openFeed }) => {
    const early = xis.events();
    await xis.reset();
    await xis.reset();
    await xis.reset();
    const feed = await openFeed({ lastEventId: 1 });
    const { value: gap } = await early.next();
    expect(gap).toEqual({ type: 'gap', number: expect.any(Number) });
    expect(await feed.next()).toEqual({ id: String(gap?.number), event: 'gap', data: gap });
    await call(xis, 'GET', '/Schedule');
    expect(numbersOf(await feed.take(1))).toEqual([Number(gap?.number) + 1]);
    await early.return?.();
  });

  xisTest('has a gap after a number that is beyond the last', async ({ xis, openFeed }) => {
    const feed = await openFeed({ lastEventId: 4711 });
    expect(await feed.next()).toMatchObject({ event: 'gap', data: { number: (await xis.log()).number } });
  });

  xisTest('ends when its organization is deleted', async ({ xis, simulator, openFeed }) => {
    const { agb } = await simulator.organizations.create({ ...xis.configuration(), agb: '70000031' });
    const url = `http://localhost:${simulator.port}/__admin/organizations/${agb}/events`;
    const feed = await openEventStream(url);
    const iterator = simulator.organization(agb).events();
    const waiting = iterator.next();
    await simulator.organizations.drop(agb);
    expect(await feed.next()).toBeUndefined();
    expect(await waiting).toEqual({ done: true, value: undefined });
    await expect(openEventStream(url)).rejects.toThrow(/^404/);
    await expect((await openFeed()).close()).resolves.toBeUndefined();
  });

  xisTest('ends when the simulator is closed', async ({ xis }) => {
    const simulator = await createSimulator({
      port: 0,
      configuration: { organizations: [{ ...xis.configuration(), agb: '70000032' }] },
    });
    await simulator.listen();
    const feed = await openEventStream(`${simulator.address}/__admin/organizations/70000032/events`);
    const waiting = simulator.organization().events().next();
    const end = feed.next().catch(() => undefined);
    await simulator.close();
    expect(await waiting).toEqual({ done: true, value: undefined });
    // A connection that is cut is an end, too: a client resumes at the next process.
    expect(await end).toBeUndefined();
  });

  xisTest('ends before a simulator that closes waits for its requests', async ({ xis }) => {
    const simulator = await createSimulator({
      port: 0,
      configuration: { organizations: [{ ...xis.configuration(), agb: '70000033' }] },
      // Its time does not pass: a stream without end would be waited for without end.
      system: createManualSystem(NINE),
    });
    await simulator.listen();
    const feed = await openEventStream(`${simulator.address}/__admin/organizations/70000033/events`);
    const closed = simulator.close({ graceMs: 20_000 });
    expect(await feed.next()).toBeUndefined();
    await closed;
  });

  xisTest('is read with GET by those who may use the control interface', async ({ url }) => {
    for (const method of ['HEAD', 'POST', 'DELETE']) {
      const response = await fetch(url, { method });
      expect([method, response.status, response.headers.get('allow')]).toEqual([method, 405, 'GET']);
    }
    expect((await fetch(url, { headers: { Origin: 'https://example.org' } })).status).toBe(403);
    for (const [query, header] of [
      ['?after=x', undefined],
      ['?after=-1', undefined],
      ['?since=1', undefined],
      ['', '1.5'],
    ] as const) {
      const response = await fetch(url + query, { headers: header === undefined ? {} : { 'Last-Event-ID': header } });
      expect([query, response.status]).toEqual([query, 422]);
    }
  });
});

describe('the feed in the process', () => {
  xisTest('has the events of the stream', async ({ xis, openFeed }) => {
    const iterator = xis.events();
    const feed = await openFeed();
    await call(xis, 'GET', '/Schedule');
    xis.slots.take((await findSlots(xis, 'status=free'))[0]?.id ?? '');
    for (const { data } of await feed.take(3)) expect(await iterator.next()).toEqual({ done: false, value: data });
    await iterator.return?.();
  });

  xisTest('a return ends it, also while a caller waits for an event', async ({ xis }) => {
    const iterator = xis.events();
    const waiting = iterator.next();
    await iterator.return?.();
    expect(await waiting).toEqual({ done: true, value: undefined });
    await call(xis, 'GET', '/Schedule');
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
  });

  xisTest('resumes after an event', async ({ xis }) => {
    const seen: OrganizationEvent[] = [];
    const first = xis.events();
    for (let request = 0; request < 3; request++) await call(xis, 'GET', '/Schedule');
    for (let event = 0; event < 3; event++) seen.push((await first.next()).value);
    await first.return?.();
    const second = xis.events({ after: (seen[0] as OrganizationEvent).number });
    expect([(await second.next()).value, (await second.next()).value]).toEqual(seen.slice(1));
    await second.return?.();
  });
});
