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
import { EMMA } from '../../fixtures/test/practices.ts';
import type { TestOrganization } from '../../simulator/testing/vitest.ts';
import { toInstant } from './time.ts';
import { xisTest } from './xis.ts';

/** A Spreekuur.nl of the organization of a test: the engine on the organization's clock, and its listener. */
export interface TestSpreekuur {
  readonly engine: BookingEngine;
  readonly listener: Listener;
  readonly errors: readonly string[];
  /** Steps 1 to 3: the slots of a type in an agenda, in the first week. */
  findTimeslots(
    code: string,
    agenda?: number,
  ): Promise<{ readonly type: TypeCoding; readonly slots: readonly Timeslot[] }>;
  /** The whole flow: the first slot, or one further on. */
  book(code: string, nth?: number): Promise<BookingResult>;
  /** What the patient was notified of. */
  notifications(): readonly string[];
}

/** Starts a Spreekuur.nl that follows the flow at a XIS, and has the XIS's callbacks. */
export async function startSpreekuur(
  xis: TestOrganization,
  options: Partial<BookingEngineOptions> = {},
): Promise<TestSpreekuur> {
  const errors: string[] = [];
  const engine = createBookingEngine({
    xis: xis.baseUrl,
    organization: xis.agb,
    serviceCategory: 'http://linde.example/ns/channel|SPREEKUUR',
    logError: (message) => void errors.push(message),
    system: { ...realSystem, now: () => toInstant(xis.clock.now()), elapsed: () => 0 },
    ...options,
  });
  const listener = await engine.listen({ port: 0 });
  xis.callbacks.set({ url: listener.url, retry: { jitter: 0 } });
  const offered: TestSpreekuur['findTimeslots'] = async (code, agenda = 0) => {
    const types = await engine.appointmentTypes();
    const type = types.outcome === 'types' ? types.types.find((one) => one.code === code) : undefined;
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
    findTimeslots: offered,
    async book(code, nth = 0) {
      const { type, slots } = await offered(code);
      const slot = slots[nth];
      if (!slot) throw new Error(`no slot ${nth}`);
      return engine.book({ type, slot, patient: EMMA, reason: 'Hoofdpijn' });
    },
    notifications: () => engine.notifications.map(({ kind, appointmentId }) => `${kind} ${appointmentId}`),
  };
}

/** `xisTest` with a booking engine at the simulator; `options` are the engine's, and can be overridden. */
export const bookingTest = xisTest.extend<{
  options: Partial<BookingEngineOptions>;
  spreekuur: TestSpreekuur;
}>({
  options: {},
  spreekuur: async ({ xis, options }, use) => {
    const started = await startSpreekuur(xis, options);
    await use(started);
    await started.listener.close();
  },
});
