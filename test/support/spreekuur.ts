import {
  type BookingEngine,
  type BookingEngineOptions,
  type BookingResult,
  createBookingEngine,
  type Listener,
  realSystem,
  type Timeslot,
  type TypeCoding,
} from '../../engine/index.ts';
import { CATEGORY, EMMA } from '../../fixtures/test/practices.ts';
import type { TestOrganization } from '../../simulator/testing/vitest.ts';
import { toInstant } from './time.ts';
import { xisTest } from './xis.ts';

/** The Spreekuur.nl of a test: a booking engine on the organization's clock, and its callback listener. */
export interface TestSpreekuur {
  readonly engine: BookingEngine;
  readonly listener: Listener;
  readonly errors: readonly string[];
  /** Does steps 1 to 3, and returns the slots of a type in an agenda in the first week. */
  findTimeslots(
    code: string,
    agenda?: number,
  ): Promise<{ readonly type: TypeCoding; readonly slots: readonly Timeslot[] }>;
  /** Does the whole flow, and books the first slot or the slot at `index`. */
  book(code: string, index?: number): Promise<BookingResult>;
  /** Returns the notifications to the patient, as `kind appointment`. */
  notifications(): readonly string[];
}

/** Starts a Spreekuur.nl that books at a XIS and receives its callbacks. */
export async function startSpreekuur(
  xis: TestOrganization,
  options: Partial<BookingEngineOptions> = {},
): Promise<TestSpreekuur> {
  const errors: string[] = [];
  const engine = createBookingEngine({
    xis: xis.baseUrl,
    organization: xis.agb,
    serviceCategory: CATEGORY,
    logError: (message) => void errors.push(message),
    system: { ...realSystem, now: () => toInstant(xis.clock.now()), elapsed: () => 0 },
    ...options,
  });
  const listener = await engine.listen({ port: 0 });
  xis.callbacks.set({ url: listener.url, retry: { jitter: 0 } });
  const findTimeslots: TestSpreekuur['findTimeslots'] = async (code, agenda = 0) => {
    const types = await engine.appointmentTypes();
    const type = types.outcome === 'types' ? types.types.find((candidate) => candidate.code === code) : undefined;
    if (!type) throw new Error(`no type ${code}`);
    const agendas = await engine.agendas(type);
    if (agendas.outcome !== 'agendas') throw new Error(agendas.outcome);
    const found = await engine.timeslots(type, agendas.agendas[agenda]?.schedule ?? '', 1);
    if (found.outcome !== 'timeslots') throw new Error(found.error);
    return { type, slots: found.slots };
  };
  return {
    engine,
    listener,
    errors,
    findTimeslots,
    async book(code, index = 0) {
      const { type, slots } = await findTimeslots(code);
      const slot = slots[index];
      if (!slot) throw new Error(`no slot ${index}`);
      return engine.book({ type, slot, patient: EMMA, reason: 'Hoofdpijn' });
    },
    notifications: () => engine.notifications.map(({ kind, appointmentId }) => `${kind} ${appointmentId}`),
  };
}

/** `xisTest` with a Spreekuur.nl that books at the simulator. Override `options` to configure its engine. */
export const bookingTest = xisTest.extend<{
  options: Partial<BookingEngineOptions>;
  spreekuur: TestSpreekuur;
}>({
  options: {},
  spreekuur: async ({ xis, options }, use) => {
    const spreekuur = await startSpreekuur(xis, options);
    await use(spreekuur);
    await spreekuur.listener.close();
  },
});
