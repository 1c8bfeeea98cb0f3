import { describe, expect, test } from 'vitest';
import { measureIdleOrganizations } from '../../bench/idle-organizations.ts';
import { createSimulator } from '../../simulator/index.ts';
import {
  xisTest as base,
  call,
  createBookingBody,
  createCancellationBody,
  findSlots,
  type TestSlot,
} from '../support/xis.ts';

type Answer = Readonly<Record<string, unknown>> & { readonly next?: string };

const xisTest = base.extend<{ admin: (method: string, path: string, body?: unknown) => Promise<Response> }>({
  admin: async ({ simulator, xis }, use) => {
    const root = `http://localhost:${simulator.port}/__admin/organizations/${xis.agb}`;
    await use((method, path, body) =>
      fetch(root + path, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }),
    );
  },
});

/** Returns the ids of all pages of a list, a page each. */
async function readPages(
  admin: (method: string, path: string) => Promise<Response>,
  list: string,
  limit: number,
): Promise<readonly unknown[]> {
  const pages: unknown[] = [];
  for (let query = `?limit=${limit}`; ; ) {
    const page = (await (await admin('GET', `/${list}${query}`)).json()) as Answer;
    pages.push((page[list] as readonly { readonly id: unknown }[]).map(({ id }) => id));
    if (page.next === undefined) return pages;
    query = `?limit=${limit}&cursor=${page.next}`;
  }
}

describe('a list of the control interface', () => {
  xisTest('has pages', async ({ admin, xis }) => {
    const slots = await findSlots(xis, 'service-category=consult');
    for (const slot of slots.slice(0, 3)) await call(xis, 'POST', '/Appointment', { body: createBookingBody(slot) });
    for (const id of ['1001', '1002', '1003']) xis.appointments.cancel(id);
    await xis.settled();
    expect(await readPages(admin, 'requests', 3)).toEqual([[1, 2, 3], [4]]);
    expect(await readPages(admin, 'appointments', 2)).toEqual([['1001', '1002'], ['1003']]);
    expect(await readPages(admin, 'deliveries', 1)).toEqual([['d1'], ['d2'], ['d3']]);
  });

  xisTest('rejects a cursor and a limit that are not valid', async ({ admin }) => {
    for (const query of ['limit=0', 'limit=1001', 'limit=x', 'cursor=x', 'cursor=']) {
      expect([query, (await admin('GET', `/deliveries?${query}`)).status]).toEqual([query, 422]);
    }
  });

  xisTest('of all organizations has pages as well', async ({ simulator, xis }) => {
    const root = `http://localhost:${simulator.port}/__admin`;
    for (let count = 0; count < 3; count++) await call(xis, 'GET', '/Schedule');
    const query = 'operation=search-schedule&limit=2';
    const first = (await (await fetch(`${root}/requests?${query}`)).json()) as Answer;
    const second = (await (await fetch(`${root}/requests?${query}&cursor=${first.next}`)).json()) as Answer;
    const ids = [first, second].map(({ requests }) => (requests as { id: number }[]).map(({ id }) => id));
    expect(ids).toEqual([[1, 2], [3]]);
    const agbs: unknown[] = [];
    for (let cursor = ''; ; ) {
      const page = (await (await fetch(`${root}/organizations?limit=1${cursor}`)).json()) as Answer;
      agbs.push(...(page.organizations as { agb: string }[]).map(({ agb }) => agb));
      if (page.next === undefined) break;
      cursor = `&cursor=${page.next}`;
    }
    expect(agbs).toEqual(
      simulator.organizations
        .list()
        .map(({ agb }) => agb)
        .sort(),
    );
  });
});

describe('what an organization keeps', () => {
  const keepsTwo = xisTest.extend({
    practice: async ({ practice }, use) => use({ ...practice, callbacks: {}, appointmentLimit: 2 }),
  });

  keepsTwo('of settled appointments is the last ones; of active ones all', async ({ xis }) => {
    const slots = await findSlots(xis, 'service-category=consult');
    const pending = (await findSlots(xis, 'status=free')).find(({ end }) => end.includes('T10:30'));
    const book = async (slot: TestSlot | undefined, patient: string): Promise<string> => {
      const body = createBookingBody(slot as TestSlot);
      const named = JSON.parse(JSON.stringify(body).replace(/Patient\/[^"]+/, `Patient/${patient}`));
      for (const participant of named.participant) delete participant.actor.identifier;
      return (await call(xis, 'POST', '/Appointment', { body: named })).body.id;
    };
    const kept = [await book(slots[0], 'active'), await book(pending, 'pending'), await book(slots[1], 'declined')];
    // The callback about the cancellation by the practice waits for a url.
    xis.appointments.cancel(kept[2] as string);
    const cancelled: string[] = [];
    for (let count = 0; count < 20; count++) {
      const id = await book(slots[2], `temporary-${count}`);
      await call(xis, 'POST', '/AppointmentResponse', { body: createCancellationBody(id) });
      cancelled.push(id);
    }
    const ids = xis.appointments.list().map(({ id }) => id);
    expect(ids.slice(0, 3)).toEqual(kept);
    expect(ids.length).toBeLessThanOrEqual(2 * (3 + 2));
    expect(ids.slice(3)).toEqual(cancelled.slice(-(ids.length - 3)));
    expect((await call(xis, 'GET', `/Appointment/${cancelled[0]}`)).status).toBe(404);
    const { patients } = await xis.snapshot({ identities: 'original' });
    expect(patients.filter(({ reference }) => reference.includes('temporary'))).toHaveLength(ids.length - 3);
  });

  keepsTwo(
    'can be restored from its snapshot, also when appointments and the changes of slots are forgotten',
    async ({ xis }) => {
      const slots = await findSlots(xis, 'service-category=consult');
      for (const slot of slots.slice(0, 3)) await call(xis, 'POST', '/Appointment', { body: createBookingBody(slot) });
      await xis.clock.advance({ by: 'P7D' });
      const later = await findSlots(xis, 'service-category=consult');
      for (const slot of later.slice(0, 4)) await call(xis, 'POST', '/Appointment', { body: createBookingBody(slot) });
      expect(xis.appointments.list().map(({ id }) => id)).toEqual(['1002', '1003', '1004', '1005', '1006', '1007']);
      for (const by of ['P1D', 'P500D']) {
        await xis.clock.advance({ by });
        await findSlots(xis, 'status=free');
        const snapshot = await xis.snapshot({ identities: 'original' });
        await xis.restore(snapshot);
        expect(await xis.snapshot({ identities: 'original' })).toEqual(snapshot);
      }
    },
  );

  xisTest('of a huge body is a part, redacted', async ({ xis }) => {
    const row = Array.from({ length: 50 }, () => 7);
    const square = Array.from({ length: 50 }, () => row);
    const body = { participant: Array.from({ length: 190 }, () => square), comment: 'Emma de Boer' };
    expect((await call(xis, 'POST', '/Appointment', { body })).status).toBe(422);
    const [request] = xis.requests.find();
    const kept = JSON.stringify(request?.body);
    expect(kept.length).toBeLessThan(16_384);
    expect(kept).not.toContain('Emma');
  });

  xisTest('of an appointment that is moved again and again is its first and its last events', async ({ xis }) => {
    const [slot, other] = await findSlots(xis, 'service-category=consult');
    await call(xis, 'POST', '/Appointment', { body: createBookingBody(slot as TestSlot) });
    for (let count = 0; count < 150; count++) {
      const { start } = (count % 2 === 0 ? other : slot) as TestSlot;
      xis.appointments.move('1001', { start });
    }
    const { history, version } = xis.appointments.get('1001');
    expect([history.length, history[0]?.what, history.at(-1)?.what, version]).toEqual([100, 'made', 'moved', 151]);
  });

  xisTest('of faults is at most 1000', async ({ xis }) => {
    for (let count = 0; count < 1000; count++)
      xis.faults.add({ operation: 'search-slot', when: { nth: 9 }, effect: { status: 503 } });
    expect(() => xis.faults.add({ operation: 'search-slot', effect: { status: 503 } })).toThrow('at most 1000 faults');
    xis.faults.add({ id: 'fault-7', operation: 'search-slot', effect: { status: 500 } });
    expect(xis.faults.list()).toHaveLength(1000);
  });
});

test('an idle organization of 2000 takes at most 15 KB, and 40 KB after its first search', async () => {
  const simulator = await createSimulator({ port: 0 });
  try {
    await simulator.listen();
    const { unused, used } = await measureIdleOrganizations(simulator, 2000);
    expect(unused).toBeLessThan(15_000);
    // Its templates of slots included.
    expect(used).toBeLessThan(40_000);
  } finally {
    await simulator.close();
  }
}, 120_000);

describe('an advance of the clock', () => {
  xisTest('returns how far it came, and the number of events', async ({ xis }) => {
    xis.contention.set({ competitorsPerHour: 60 });
    const { now, reached, happened, count } = await xis.clock.advance({ by: 'PT1H' });
    expect([now, reached]).toEqual(['2027-01-11T08:00:00+01:00', true]);
    expect([count > 30, happened.length]).toEqual([true, count]);
  });

  xisTest('with more competitors than its limit is rejected before anything has happened', async ({ xis }) => {
    xis.contention.set({ competitorsPerHour: 10_000 });
    const before = xis.clock.view();
    await expect(xis.clock.advance({ by: 'PT11H' })).rejects.toThrow('at most 100000 competitors, got about 110000');
    expect(xis.clock.view()).toEqual(before);
  });
});
