import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, describe, expect, vi } from 'vitest';
import { defined } from '../../schema/defined.ts';
import { createSimulator, type Simulator } from '../../simulator/index.ts';
import type { OrganizationConfiguration } from '../../simulator/practice/schema.ts';
import type { System } from '../../simulator/system.ts';
import { type CallbackEndpoint, startCallbackEndpoint } from '../support/callback-endpoint.ts';
import { startCli } from '../support/cli.ts';
import { PATIENCE_MS } from '../support/patience.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres/database.ts';
import { createSandboxPractice, LATER } from '../support/sandbox-load.ts';
import { createBookingBody, type TestSlot } from '../support/xis.ts';

interface Reply {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: of every shape
  readonly body: any;
}

/** Sends a request to a simulator, about an organization. */
async function send(
  { address }: Pick<Simulator, 'address'>,
  method: string,
  path: string,
  { agb = '10000001', body }: { readonly agb?: string; readonly body?: unknown } = {},
): Promise<Reply> {
  const response = await fetch(address + path, {
    method,
    headers: {
      'X-Organization-Identifier': agb,
      ...(body !== undefined && {
        'Content-Type': path.startsWith('/fhir') ? 'application/fhir+json' : 'application/json',
      }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
}

const CONTROL = '/__admin/organizations/10000001';

async function findSlots(simulator: Simulator, schedule: string): Promise<readonly TestSlot[]> {
  const { body } = await send(simulator, 'GET', `/fhir/Slot?status=free&schedule.date=2027-01-12`);
  const slots = (body.entry ?? []).map(({ resource }: { readonly resource: TestSlot }) => resource);
  return slots.filter((slot: TestSlot) => slot.schedule.reference === `Schedule/${schedule}`);
}

interface StartOptions {
  /** Default: the practice. */
  readonly organizations?: OrganizationConfiguration[];
  readonly system?: System;
}

interface Sandbox {
  readonly endpoint: CallbackEndpoint;
  readonly database: TestDatabase;
  readonly practice: OrganizationConfiguration;
  /** Starts processes at the same time; the first one is given with its type, because there is one. */
  start(count: number, options?: StartOptions): Promise<[Simulator, ...Simulator[]]>;
}

const test = base.extend<{ sandbox: Sandbox }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the parameter's pattern
  sandbox: async ({}, use) => {
    await using database = await createTestDatabase();
    const endpoint = await startCallbackEndpoint();
    const practice = createSandboxPractice(endpoint.url);
    const started: Simulator[] = [];
    const startOne = async ({ organizations = [practice], system }: StartOptions): Promise<Simulator> => {
      const configuration = { organizations };
      const simulator = await createSimulator({ configuration, port: 0, store: database.url, ...defined({ system }) });
      started.push(simulator);
      await simulator.listen();
      return simulator;
    };
    await use({
      endpoint,
      database,
      practice,
      start: async (count, options = {}) => {
        const simulators = Array.from({ length: count }, () => startOne(options));
        return (await Promise.all(simulators)) as [Simulator, ...Simulator[]];
      },
    });
    for (const simulator of started) await simulator.close();
    await endpoint.close();
  },
});

describe('processes on one database', () => {
  test('AP-8: give each of 100 slots to one of 1,000 racing bookings', async ({ sandbox }) => {
    const simulators = await sandbox.start(3);
    const [first] = simulators;
    const slots = [...(await findSlots(first, 'consult')), ...(await findSlots(first, 'gesprek'))].slice(0, 100);
    expect(slots).toHaveLength(100);
    const bookings = Array.from({ length: 1000 }, async (_, number) => {
      const simulator = simulators[number % simulators.length] ?? first;
      const body = createBookingBody(slots[number % slots.length] as TestSlot);
      return (await send(simulator, 'POST', '/fhir/Appointment', { body })).status;
    });
    const statuses = await Promise.all(bookings);
    expect([201, 409].map((status) => statuses.filter((each) => each === status).length)).toEqual([100, 900]);
    for (const simulator of simulators) {
      const { appointments } = (await send(simulator, 'GET', `${CONTROL}/appointments`)).body;
      expect(appointments).toHaveLength(100);
    }
  });

  test('AP-8: see a booking, the clock, settings and resets of another at the next request', async ({ sandbox }) => {
    const [first, second, third] = (await sandbox.start(3)) as [Simulator, Simulator, Simulator];
    const [slot] = await findSlots(first, 'consult');
    const booked = await send(first, 'POST', '/fhir/Appointment', { body: createBookingBody(slot as TestSlot) });
    expect(booked.status).toBe(201);
    for (const simulator of [second, third]) {
      expect((await send(simulator, 'GET', `/fhir/Slot/${slot?.id}`)).body.status).toBe('busy');
      const other = await send(simulator, 'POST', '/fhir/Appointment', { body: createBookingBody(slot as TestSlot) });
      expect(other.status).toBe(409);
    }
    const at = '2027-01-11T08:00:00+01:00';
    await send(second, 'POST', `${CONTROL}/clock/freeze`, { body: { at } });
    expect((await send(third, 'GET', `${CONTROL}/clock`)).body).toMatchObject({ now: at, frozen: true });
    await send(third, 'POST', `${CONTROL}/clock/advance`, { body: { by: 'PT1H' } });
    expect((await send(first, 'GET', `${CONTROL}/clock`)).body.now).toBe('2027-01-11T09:00:00+01:00');

    const fault = { operation: 'search-slot', effect: { status: 500 } };
    const { id } = (await send(first, 'POST', `${CONTROL}/faults`, { body: fault })).body.fault ?? {};
    expect((await send(second, 'GET', '/fhir/Slot')).status).toBe(500);
    await send(third, 'DELETE', `${CONTROL}/faults/${id}`);
    expect((await send(second, 'GET', '/fhir/Slot')).status).toBe(200);
    await send(first, 'PUT', `${CONTROL}/defects`, { body: { defects: ['cancel-answers-200'] } });
    expect((await send(second, 'GET', `${CONTROL}/defects`)).body.defects).toEqual(['cancel-answers-200']);
    await send(second, 'PUT', `${CONTROL}/contention`, { body: { competitorsPerHour: 1 } });
    expect((await send(third, 'GET', `${CONTROL}/contention`)).body).toEqual({ competitorsPerHour: 1 });
    await send(third, 'POST', `${CONTROL}/deliveries/pause`);
    expect((await send(first, 'GET', `${CONTROL}/deliveries`)).body.paused).toBe(true);
    await send(third, 'PATCH', `${CONTROL}/callbacks`, { body: { timeout: 'PT3S' } });
    expect((await send(second, 'GET', `${CONTROL}/callbacks`)).body.timeout).toBe('PT3S');

    const { body: snapshot } = await send(first, 'GET', `${CONTROL}/snapshot?identities=original`);
    expect((await send(second, 'POST', `${CONTROL}/reset`)).status).toBe(204);
    expect((await send(third, 'GET', `${CONTROL}/appointments`)).body.appointments).toEqual([]);
    expect((await send(third, 'PUT', `${CONTROL}/snapshot`, { body: snapshot })).status).toBe(204);
    for (const simulator of [first, second, third]) {
      const { body } = await send(simulator, 'GET', `${CONTROL}/appointments`);
      expect(body.appointments).toHaveLength(1);
    }
  });

  test('TR-12: serve an organization that another has created, until another drops it', async ({ sandbox }) => {
    const [first, second] = (await sandbox.start(2)) as [Simulator, Simulator];
    const agb = '10000002';
    const search = async ({ address }: Simulator) => (await send({ address }, 'GET', '/fhir/Schedule', { agb })).status;
    expect(await search(second)).toBe(403);
    await send(first, 'POST', '/__admin/organizations', { body: { ...sandbox.practice, agb } });
    expect([await search(second), await search(first)]).toEqual([200, 200]);
    expect((await send(second, 'DELETE', `/__admin/organizations/${agb}`)).status).toBe(204);
    expect([await search(first), await search(second)]).toEqual([403, 403]);
    await send(second, 'POST', '/__admin/organizations', { body: { ...sandbox.practice, agb } });
    expect([await search(first), await search(second)]).toEqual([200, 200]);
  });

  test('CB-6: make each of 100 due decisions once, and send each callback once', async ({ sandbox }) => {
    const simulators = await sandbox.start(3);
    const [first] = simulators;
    await send(first, 'POST', `${CONTROL}/clock/freeze`);
    const { body } = await send(first, 'GET', '/fhir/Slot?status=free&schedule.date=2027-01-12');
    const { body: later } = await send(first, 'GET', '/fhir/Slot?status=free&schedule.date=2027-01-13');
    const slots = [...body.entry, ...later.entry]
      .map(({ resource }: { readonly resource: TestSlot }) => resource)
      .filter(({ schedule }: TestSlot) => schedule.reference === 'Schedule/timed')
      .slice(0, 100);
    for (const [number, slot] of slots.entries()) {
      const simulator = simulators[number % simulators.length] ?? first;
      await send(simulator, 'POST', '/fhir/Appointment', { body: createBookingBody(slot) });
    }
    // All are due at once, for all processes.
    await send(first, 'POST', `${CONTROL}/clock/freeze`, { body: { at: '2027-01-11T09:00:00+01:00' } });
    await vi.waitFor(async () => {
      const { deliveries } = (await send(first, 'GET', `${CONTROL}/deliveries`)).body;
      const delivered = deliveries.filter(({ state }: { readonly state: string }) => state === 'delivered');
      expect(delivered).toHaveLength(100);
    }, PATIENCE_MS);
    expect(sandbox.endpoint.received).toHaveLength(100);
    expect(new Set(sandbox.endpoint.received.map(({ body: sent }) => sent.appointment.reference)).size).toBe(100);
  });

  test('CB-6: make a due decision of an organization that no process has open', async ({ sandbox }) => {
    const { practice, endpoint } = sandbox;
    const [first] = await sandbox.start(1);
    const [slot] = await findSlots(first, 'timed');
    await send(first, 'POST', '/fhir/Appointment', { body: createBookingBody(slot as TestSlot) });
    await first.close();
    expect(endpoint.received).toHaveLength(0);
    await sandbox.start(1, { organizations: [{ ...practice, agb: '10000009' }], system: LATER });
    await vi.waitFor(() => expect(endpoint.received).toHaveLength(1), PATIENCE_MS);
    expect(endpoint.received[0]?.body.participantStatus).toBe('accepted');
  });

  test('CB-6: send the callback again that a killed process was sending', async ({ sandbox }) => {
    const { endpoint, database, practice } = sandbox;
    const folder = await mkdtemp(join(tmpdir(), 'xis-testkit-processes-'));
    const file = join(folder, 'practice.json');
    await writeFile(file, JSON.stringify({ organizations: [practice] }));
    const killed = startCli(['simulate', '--config', file, '--port', '0', '--store', database.url]);
    try {
      const [, address = ''] = await killed.printed(/FHIR base {10}(\S+)\/fhir/);
      const slots = await send({ address }, 'GET', '/fhir/Slot?status=free&schedule=gesprek');
      const [{ resource: slot }] = slots.body.entry;
      const booked = await send({ address }, 'POST', '/fhir/Appointment', { body: createBookingBody(slot) });
      endpoint.respondWith('hang');
      await send({ address }, 'POST', `${CONTROL}/approvals/${booked.body.id}/approve`, { body: {} });
      await vi.waitFor(() => expect(endpoint.received).toHaveLength(1), PATIENCE_MS);
      await killed.stop('SIGKILL');
      const [other] = await sandbox.start(1, { system: LATER });
      await vi.waitFor(() => expect(endpoint.received).toHaveLength(2), PATIENCE_MS);
      await vi.waitFor(async () => {
        const { deliveries } = (await send(other, 'GET', `${CONTROL}/deliveries`)).body;
        expect(deliveries).toMatchObject([{ state: 'delivered' }]);
      }, PATIENCE_MS);
    } finally {
      await killed.stop('SIGKILL');
      await rm(folder, { recursive: true });
    }
  });
});
