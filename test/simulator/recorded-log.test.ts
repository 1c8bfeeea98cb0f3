import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { SMALL_PRACTICE } from '../../fixtures/test/practices.ts';
import { createSimulator, type RecordedLog, type Snapshot } from '../../simulator/index.ts';
import type { TestOrganization } from '../../simulator/testing/vitest.ts';
import { runs } from '../support/runs.ts';
import { createManualSystem, MINUTE, NINE } from '../support/time.ts';
import {
  call,
  createBookingBody,
  createCanaryBody,
  createCancellationBody,
  findSlots,
  type TestSlot,
  xisTest,
} from '../support/xis.ts';

// biome-ignore lint/suspicious/noExplicitAny: tests change logs to every shape
type Loose = any;

/** A step of a history. */
type Step = (xis: TestOrganization, random: number) => unknown;

/** Ignores that a command is not possible in the state. */
async function tryTo(use: () => unknown): Promise<void> {
  try {
    await use();
  } catch (error) {
    if ((error as Loose).code === undefined) throw error;
  }
}

const appointmentOf = (xis: TestOrganization, random: number): string =>
  xis.appointments.list()[random % Math.max(xis.appointments.list().length, 1)]?.id ?? '1001';

const STEPS: Readonly<Record<string, Step>> = {
  async book(xis, random) {
    const slots = await findSlots(xis, 'status=free');
    const slot = slots[random % slots.length] as TestSlot;
    await call(xis, 'POST', '/Appointment', { body: createBookingBody(slot) });
  },
  cancel: (xis, random) =>
    call(xis, 'POST', '/AppointmentResponse', { body: createCancellationBody(appointmentOf(xis, random)) }),
  approve: (xis, random) => xis.approvals.approve(appointmentOf(xis, random)),
  decline: (xis, random) => xis.approvals.decline(appointmentOf(xis, random), 'Helaas.'),
  make: (xis, random) =>
    xis.appointments.make({
      schedule: 'jansen',
      type: 'consult',
      start: `2027-01-${12 + (random % 3)}T09:${random % 2}0:00+01:00`,
      patient: { reference: `Patient/${30 + (random % 3)}`, display: 'Nina Bakker', bsn: '999900687' },
    }),
  move: (xis, random) =>
    xis.appointments.move(appointmentOf(xis, random), { start: `2027-01-14T1${random % 4}:00:00+01:00` }),
  take: async (xis, random) => xis.slots.take((await findSlots(xis, ''))[random % 20]?.id ?? ''),
  release: async (xis, random) => xis.slots.release((await findSlots(xis, ''))[random % 20]?.id ?? ''),
  block: (xis, random) =>
    xis.slots.block({ schedule: 'jansen', from: 'next workday 09:00', to: `next workday ${10 + (random % 4)}:10` }),
  unblock: (xis, random) =>
    xis.slots.unblock({ schedule: 'jansen', from: 'next workday 09:15', to: `next workday ${10 + (random % 4)}:00` }),
  advance: (xis, random) => xis.clock.advance({ by: `PT${1 + (random % 90)}M` }),
  addFault: (xis, random) =>
    xis.faults.add({
      id: String(random % 3),
      operation: 'read-appointment',
      when: { every: 3 },
      effect: { status: 503 },
    }),
  removeFault: (xis, random) => xis.faults.remove(String(random % 3)),
  contention: (xis, random) => xis.contention.set(random % 2 ? { competitorsPerHour: 3 } : {}),
  callbacks: (xis, random) => xis.callbacks.set(random % 2 ? { url: 'http://127.0.0.1:1' } : {}),
  pause: (xis, random) => (random % 2 ? xis.deliveries.pause() : xis.deliveries.resume()),
  defects: (xis, random) => xis.defects.set(random % 2 ? ['not-utf8'] : []),
  patient: (xis, random) => xis.loggedInPatient.set(['1', '2', 'unknown'][random % 3] ?? '1'),
  reset: (xis) => xis.reset(),
  restore: async (xis) => xis.restore(await xis.snapshot({ identities: 'original' })),
};

/** Runs a step, and waits until all that follows from it has settled. */
async function runStep(xis: TestOrganization, [name, random]: readonly [string, number]): Promise<void> {
  await tryTo(() => STEPS[name]?.(xis, random));
  await xis.settled();
}

/** Returns the number of the last entry of a log. */
const lastOf = ({ number, entries }: RecordedLog): number => entries.at(-1)?.number ?? number;

const histories = fc.array(fc.tuple(fc.constantFrom(...Object.keys(STEPS)), fc.nat(1000)), {
  minLength: 4,
  maxLength: 16,
});

describe('a log that is replayed', () => {
  xisTest('comes to the state that was, after each entry', async ({ xis }) => {
    await fc.assert(
      fc.asyncProperty(histories, async (history) => {
        await xis.reset();
        const states: { readonly number: number; readonly state: Snapshot; readonly slots: readonly TestSlot[] }[] = [];
        for (const step of history) {
          await runStep(xis, step);
          const slots = await findSlots(xis, 'status=free,busy,tentative');
          const state = await xis.snapshot({ identities: 'original' });
          states.push({ number: lastOf(await xis.log({ identities: 'original' })), state, slots });
        }
        const log = JSON.parse(JSON.stringify(await xis.log({ identities: 'original' })));
        // Of several resets, the log goes back to the last but one.
        for (const { number, state, slots } of states.filter((each) => each.number >= log.number)) {
          await xis.restoreLog(log, { until: number });
          expect(await xis.snapshot({ identities: 'original' })).toEqual(state);
          expect(await findSlots(xis, 'status=free,busy,tentative')).toEqual(slots);
        }
      }),
      { numRuns: runs(6) },
    );
  });
});

/** Books with data of a person, approves, and makes a second appointment with such data. */
async function useCanaries(xis: TestOrganization): Promise<void> {
  const [slot] = await findSlots(xis, 'service-category=gesprek');
  const body = createCanaryBody(slot as TestSlot);
  expect((await call(xis, 'POST', '/Appointment', { body })).status).toBe(201);
  xis.approvals.approve('1001', 'Canary comment');
  xis.appointments.make({
    schedule: 'smit',
    type: 'consult',
    start: 'next monday 09:00',
    patient: { reference: 'Patient/123456782', display: 'Canary', bsn: '123456782' },
    comment: 'Canary comment',
  });
  await xis.settled();
}

describe('a recorded log', () => {
  xisTest('has pseudonyms for people: the same ones in the base and in all entries', async ({ xis }) => {
    await useCanaries(xis);
    // The base of a log after two resets has the people, too.
    await xis.restore(await xis.snapshot({ identities: 'original' }));
    await xis.restore(await xis.snapshot({ identities: 'original' }));
    xis.appointments.cancel('1002', 'Canary comment');
    await xis.settled();
    const log = await xis.log();
    const text = JSON.stringify(log);
    for (const canary of ['Canary', '123456782']) expect(text).not.toContain(canary);
    expect(JSON.stringify(await xis.log({ identities: 'original' }))).toContain('Canary');
    const people = [log.base, ...log.entries.flatMap(({ changes, state }) => state ?? changes ?? [])].flatMap(
      ({ appointments = [] }) =>
        appointments
          .filter(({ id }) => id === '1002')
          .map(({ patient, patientDisplay }) => `${patient} ${patientDisplay}`),
    );
    expect([people.length > 2, new Set(people).size]).toEqual([true, 1]);
    for (let until = log.number; until <= lastOf(log); until++) await xis.restoreLog(log, { until });
    const [booked] = xis.appointments.list();
    expect(booked).toMatchObject({ id: '1001', state: 'booked', patient: 'Patient/77' });
  });

  xisTest('has the requests, redacted, and the causes of changes', async ({ xis }) => {
    await useCanaries(xis);
    const { entries } = await xis.log({ identities: 'original' });
    const booking = entries.find(({ cause }) => cause.name === 'create-appointment');
    expect(booking).toMatchObject({
      at: '2027-01-11T06:00:00Z',
      cause: { kind: 'request' },
      requests: [{ method: 'POST', status: 201, appointment: '1001', body: { comment: '[redacted]' } }],
      changes: { appointments: [{ id: '1001', state: 'pending' }], slots: [{ changes: [{ status: 'tentative' }] }] },
    });
  });

  xisTest('over HTTP: a step at a time, also into an organization that does not exist', async ({ xis, simulator }) => {
    await useCanaries(xis);
    const url = `http://localhost:${simulator.port}/__admin/organizations/${xis.agb}/log`;
    const log = (await (await fetch(url)).json()) as RecordedLog;
    expect(await xis.log()).toEqual(log);
    const put = (body: unknown) => fetch(url, { method: 'PUT', body: JSON.stringify(body) });
    const { number = 0 } = log.entries.find(({ cause }) => cause.name === 'create-appointment') ?? {};
    await simulator.organizations.drop(xis.agb);
    expect((await put({ log, until: number })).status).toBe(204);
    expect(xis.appointments.list().map(({ id, state }) => [id, state])).toEqual([['1001', 'pending']]);
    expect((await put({ log, until: number - 1 })).status).toBe(204);
    expect(xis.appointments.list()).toEqual([]);
    expect((await put({ log })).status).toBe(204);
    expect(xis.appointments.list().map(({ id }) => id)).toEqual(['1001', '1002']);
    expect((await put({ log, until: lastOf(log) + 1 })).status).toBe(422);
    expect((await put({ log: { ...log, base: {} } })).status).toBe(422);
  });

  xisTest('of a clock that runs has the time of each entry', async () => {
    const system = createManualSystem(NINE);
    const simulator = await createSimulator({
      configuration: { organizations: [{ ...SMALL_PRACTICE, clock: {}, agb: '70000041' }] },
      system,
    });
    const organization = simulator.organization();
    system.pass(MINUTE);
    organization.loggedInPatient.set('2');
    system.pass(MINUTE);
    organization.loggedInPatient.set('1');
    const log = await organization.log();
    await organization.restoreLog(log, { until: log.number + 1 });
    expect([organization.clock.now(), organization.clock.view().frozen]).toEqual(['2026-11-23T10:01:00+01:00', false]);
    await simulator.close();
  });

  xisTest.for<[expected: string, change: (log: Loose) => unknown]>([
    ['expected an object', () => 'x'],
    ['format: expected', (log) => ({ ...log, format: 'xis-testkit organization' })],
    [
      'entries\\[1\\]\\.number: expected \\d+, the number after the one before',
      (log) => log.entries.splice(1, 1) && log,
    ],
    ['entries\\[0\\]\\.extra: unknown key', (log) => Object.assign(log.entries[0], { extra: 1 }) && log],
    ['until: expected the number of an entry', (log) => ({ ...log, entries: [] })],
    ['base\\.startedAt: expected', (log) => ({ ...log, base: { ...log.base, startedAt: 'x' } })],
    ['expected at most 100 levels', (log) => ({ ...log, base: nested(200) })],
    [
      // A booked appointment in a free slot (AP-8, AP-9).
      "slots\\[0\\]: expected the status 'tentative'",
      (log) => {
        for (const { changes } of log.entries) delete changes?.slots;
        return log;
      },
    ],
    [
      'patients, got another',
      (log) => {
        for (const { changes } of log.entries) delete changes?.patients;
        return log;
      },
    ],
  ])(
    'a log that is malformed or contradicts itself is rejected, and nothing changes: %s',
    async ([expected, change], { xis }) => {
      await useCanaries(xis);
      const log = JSON.parse(JSON.stringify(await xis.log({ identities: 'original' })));
      const { number: until } = log.entries.find(({ cause }: Loose) => cause.name === 'create-appointment');
      const before = await xis.snapshot({ identities: 'original' });
      const rejection = await xis.restoreLog(change(log), { until }).catch((error: Error) => error);
      expect(rejection).toMatchObject({ code: 'invalid', message: expect.stringMatching(new RegExp(expected)) });
      expect(await xis.snapshot({ identities: 'original' })).toEqual(before);
    },
  );
});

function nested(levels: number): unknown {
  return levels === 0 ? [] : [nested(levels - 1)];
}
