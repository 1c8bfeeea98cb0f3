import fc from 'fast-check';
import { describe, expect } from 'vitest';
import type { RecordedLog, Snapshot } from '../../simulator/index.ts';
import type { TestOrganization } from '../../simulator/testing/vitest.ts';
import { call, createBookingBody, createCancellationBody, findSlots, type TestSlot, xisTest } from '../support/xis.ts';

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
  advance: (xis, random) => xis.clock.advance({ by: `PT${1 + (random % 90)}M` }),
  addFault: (xis, random) =>
    xis.faults.add({ id: String(random % 3), operation: 'search-slot', when: { every: 3 }, effect: { status: 503 } }),
  removeFault: (xis, random) => xis.faults.remove(String(random % 3)),
  contention: (xis, random) => xis.contention.set(random % 2 ? { competitorsPerHour: 3 } : {}),
  callbacks: (xis, random) => xis.callbacks.set(random % 2 ? { url: 'http://127.0.0.1:1' } : {}),
  pause: (xis, random) => (random % 2 ? xis.deliveries.pause() : xis.deliveries.resume()),
  defects: (xis, random) => xis.defects.set(random % 2 ? ['not-utf8'] : []),
  patient: (xis, random) => xis.loggedInPatient.set(['1', '2', 'unknown'][random % 3] ?? '1'),
  reset: (xis) => xis.reset(),
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
          if (state.faults.length === 0) expect(await findSlots(xis, 'status=free,busy,tentative')).toEqual(slots);
        }
      }),
      { numRuns: 40 },
    );
  });
});
