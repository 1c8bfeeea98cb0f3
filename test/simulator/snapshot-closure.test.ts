import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { SMALL_PRACTICE } from '../../fixtures/test/practices.ts';
import type { Organization, OrganizationConfiguration, Simulator, Snapshot } from '../../simulator/index.ts';
import type { TestOrganization } from '../../simulator/testing/vitest.ts';
import { runs } from '../support/runs.ts';
import { call, createBookingBody, createCancellationBody, findSlots, type TestSlot, xisTest } from '../support/xis.ts';

/** A command at a simulator. Commands that are not possible now are rejected, which is all the same here. */
type Command = (xis: TestOrganization, slots: readonly TestSlot[]) => unknown;

const index = fc.nat(30);
const comment = fc.option(fc.string({ maxLength: 20 }), { nil: undefined });

/** Returns an item of a list, as often as there is one. */
function pick<T>(items: readonly T[], at: number): T {
  return items[at % items.length] as T;
}

function appointmentOf(xis: Organization, at: number): string {
  return pick(xis.appointments.list(), at)?.id ?? '1001';
}

/** Returns a time in the first hours of the practice, which may overlap several slots in part. */
const start = fc.nat(170).map((minutes) => {
  const time = new Date(Date.UTC(2027, 0, 11, 8, minutes));
  return time.toISOString().replace('.000', '');
});

const duration = fc.oneof(
  { weight: 9, arbitrary: fc.integer({ min: 0, max: 40 }).map((minutes) => `PT${minutes}M`) },
  { weight: 1, arbitrary: fc.constantFrom('P1D', 'P365D', 'P400D') },
);

const commands: readonly fc.Arbitrary<Command>[] = [
  ...[0, 1, 2].map(() =>
    index.map<Command>(
      (at) => (xis, slots) => call(xis, 'POST', '/Appointment', { body: createBookingBody(pick(slots, at)) }),
    ),
  ),
  index.map<Command>(
    (at) => (xis) =>
      call(xis, 'POST', '/AppointmentResponse', { body: createCancellationBody(appointmentOf(xis, at)) }),
  ),
  fc.tuple(index, comment).map<Command>(
    ([at, text]) =>
      (xis) =>
        xis.approvals.approve(appointmentOf(xis, at), text),
  ),
  fc.tuple(index, comment).map<Command>(
    ([at, text]) =>
      (xis) =>
        xis.approvals.decline(appointmentOf(xis, at), text),
  ),
  fc.tuple(index, comment).map<Command>(
    ([at, text]) =>
      (xis) =>
        xis.appointments.cancel(appointmentOf(xis, at), text),
  ),
  ...[0, 1].map(() =>
    fc
      .tuple(start, fc.constantFrom('jansen', 'smit'), fc.integer({ min: 1, max: 40 }))
      .map<Command>(([at, schedule, minutes]) => (xis) => {
        const end = new Date(Date.parse(at) + minutes * 60_000).toISOString();
        return xis.appointments.make({ schedule, type: 'consult', start: at, end, patient: 'Patient/2' });
      }),
  ),
  fc.tuple(index, start).map<Command>(
    ([at, to]) =>
      (xis) =>
        xis.appointments.move(appointmentOf(xis, at), { start: to }),
  ),
  index.map<Command>((at) => (xis, slots) => xis.slots.take(pick(slots, at).id)),
  index.map<Command>((at) => (xis, slots) => xis.slots.release(pick(slots, at).id)),
  duration.map<Command>((by) => (xis) => xis.clock.advance({ by })),
  fc
    .constantFrom({}, { competitorsPerHour: 3 }, { goneWhenBooked: { next: 2 } }, { phantomShare: 0.3 })
    .map<Command>((contention) => (xis) => xis.contention.set(contention)),
  fc
    .constantFrom('lost', 'twice', 'before-answer', 'out-of-order', 'after-cancellation')
    .map<Command>(
      (callback) => (xis) =>
        xis.faults.add({ operation: 'send-appointment-response', when: { first: 2 }, effect: { callback } } as const),
    ),
  fc.constant<Command>((xis) =>
    xis.faults.add({ id: 'late', operation: 'send-appointment-update', effect: { callback: { late: 'PT1H' } } }),
  ),
  fc.boolean().map<Command>((isPaused) => (xis) => (isPaused ? xis.deliveries.pause() : xis.deliveries.resume())),
  index.map<Command>((at) => (xis) => xis.deliveries.replay(pick(xis.deliveries.list(), at)?.id ?? 'd1')),
  fc
    .constantFrom({}, { url: 'http://127.0.0.1:1', retry: { attempts: 3 } })
    .map<Command>((settings) => (xis) => xis.callbacks.set(settings)),
  fc.constantFrom('1', '2', 'unknown').map<Command>((id) => (xis) => xis.loggedInPatient.set(id)),
];

/** Defects that leave appointments and slots in contradiction, also when they are no longer active. */
const defects = fc
  .subarray([
    'appointment-double-booking',
    'cancel-again-frees-slot',
    'appointment-unknown-slot-accepted',
    'cancel-keeps-slot',
    'denial-keeps-slot',
  ])
  .map<Command>((ids) => (xis) => xis.defects.set(ids));

async function createVariant(
  xis: TestOrganization,
  simulator: Simulator,
  changes: Partial<OrganizationConfiguration>,
): Promise<TestOrganization> {
  const agb = String(Number(xis.agb) - 10_000_000);
  const organization = await simulator.organizations.create({ ...xis.configuration(), ...changes, agb });
  return { ...organization, baseUrl: xis.baseUrl, headers: { 'X-Organization-Identifier': agb } };
}

async function run(xis: TestOrganization, sequence: readonly Command[]): Promise<void> {
  await xis.reset();
  const slots = await findSlots(xis, 'schedule.date=2027-01-11');
  for (const command of sequence) {
    try {
      await command(xis, slots);
    } catch (error) {
      expect((error as Error).name).toBe('ControlError');
    }
  }
  await xis.settled();
}

async function expectRestored(xis: TestOrganization): Promise<void> {
  for (const identities of ['pseudonyms', 'original'] as const) {
    const snapshot: Snapshot = JSON.parse(JSON.stringify(await xis.snapshot({ identities })));
    await xis.restore(snapshot);
    await xis.settled();
    expect(await xis.snapshot({ identities: 'original' })).toEqual(snapshot);
  }
}

const VARIANTS = [
  ['a practice that opens slots again', {}],
  ['a practice that keeps little', { appointmentLimit: 1, deliveryLimit: 2, deliveryBytes: 2000 }],
  [
    'a practice that keeps the slots of ended appointments, and decides by itself',
    {
      answers: { reopensSlots: false },
      appointmentTypes: SMALL_PRACTICE.appointmentTypes.map((type) => ({
        ...type,
        approval: { after: 'PT30M', decision: { acceptShare: 0.5 } } as const,
      })),
      schedules: SMALL_PRACTICE.schedules.map((schedule) => ({ ...schedule, busyShare: 0.3 })),
    },
  ],
] as const;

describe('a snapshot that the simulator makes is never rejected, and restores its state', () => {
  xisTest.for(
    VARIANTS.flatMap(([name, changes]) => [
      [name, 'without defects', changes, commands] as const,
      [name, 'with defects', changes, [...commands, defects, defects]] as const,
    ]),
  )('%s, %s', async ([, , changes, possible], { xis, simulator }) => {
    const varied = await createVariant(xis, simulator, changes);
    let appointments = 0;
    try {
      await fc.assert(
        fc.asyncProperty(fc.array(fc.oneof(...possible), { maxLength: 30, size: 'max' }), async (sequence) => {
          await run(varied, sequence);
          appointments += varied.appointments.list().length;
          await expectRestored(varied);
        }),
        { numRuns: runs(10) },
      );
      expect(appointments).toBeGreaterThan(0);
    } finally {
      await simulator.organizations.drop(varied.agb);
    }
  });
});

xisTest('AP-18: a slot that two appointments share stays held by the one that is left', async ({ xis, simulator }) => {
  const varied = await createVariant(xis, simulator, { answers: { reopensSlots: false } });
  const [slot] = await findSlots(varied, 'schedule.date=2027-01-11&status=free');
  const { id = '', start: from = '', end = '' } = slot ?? {};
  const middle = new Date((Date.parse(from) + Date.parse(end)) / 2).toISOString();
  const input = { schedule: 'jansen', type: 'consult', patient: 'Patient/1' };
  const first = varied.appointments.make({ ...input, start: from, end: middle }).appointment;
  const second = varied.appointments.make({ ...input, start: middle, end }).appointment;
  varied.appointments.cancel(second.id);
  expect(() => varied.slots.release(id)).toThrow(`appointment ${first.id} has the slot`);
  varied.appointments.cancel(first.id);
  varied.slots.release(id);
  await simulator.organizations.drop(varied.agb);
});
