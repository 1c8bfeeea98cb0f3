import { randomUUID } from 'node:crypto';
import { DateTime } from 'luxon';
import type { TypeCoding } from '../../engine/index.ts';
import { AGB_SYSTEM } from '../../fhir/agb.ts';
import { NO_APPOINTMENT, NO_CATEGORY } from '../states/none.ts';
import type { XisStateHandlers } from '../states/xis-states.ts';
import { CannotSetUp, type StateSource } from '../verification/stage.ts';
import { createFreeSlots, type FreeSlot } from './free-slots.ts';
import { createTrialBookings, type TestPatient, type TrialBookingOptions } from './trial-bookings.ts';
import { daysOn, WEEK_DAYS, WINDOW_DAYS, written } from './window.ts';

/** A state source that sets up and finds everything through the public API of a XIS, and cancels what it has booked. */
export interface PublicApiStates extends StateSource {
  /** Ids of the appointments that could not be cancelled. */
  readonly left: readonly string[];
}

export function createPublicApiStates(options: TrialBookingOptions): PublicApiStates {
  const { reach } = options;
  const { system, timeZone: zone = 'Europe/Amsterdam', organization, serviceCategory } = reach;
  const slots = createFreeSlots(reach);
  const bookings = createTrialBookings(slots, options);

  const typeOf = ({ system: typeSystem, code: typeCode }: TypeCoding) => ({ typeSystem, typeCode });
  const dayOf = (moment: string): DateTime => DateTime.fromISO(moment, { zone }).startOf('day');
  const bookingOf = ({ type, slot }: FreeSlot, { reference, display }: TestPatient) => ({
    ...typeOf(type),
    typeDisplay: type.display,
    start: slot.start,
    end: slot.end,
    practitionerReference: slot.practitioners[0]?.reference ?? '',
    practitionerDisplay: slot.practitioners[0]?.display ?? '',
    patientReference: reference,
    patientDisplay: display,
    clientId: randomUUID(),
  });

  /** Also so that nothing that an interaction says of the patient goes beyond the relay. */
  const always = {
    organization: `${AGB_SYSTEM}|${organization}`,
    ...(options.patient === undefined ? {} : { patientDisplay: options.patient.display }),
    ...(options.patient?.bsn === undefined ? {} : { patientBsn: options.patient.bsn }),
  };
  const handlers: XisStateHandlers = {
    async 'appointment types'() {
      await slots.offersTypes();
      return {};
    },
    async 'appointment types for a service category'() {
      if (serviceCategory === undefined)
        throw new CannotSetUp(`requires ${reach.nameOption('category')}, as configured in Spreekuur.nl`);
      await slots.types();
      return { category: serviceCategory };
    },
    'no appointment types for a service category': async () => ({ category: NO_CATEGORY }),
    async 'free slots'() {
      const type = await slots.typeWithSlots(options.type);
      return { ...typeOf(type), ...daysOn(DateTime.fromMillis(system.now(), { zone }), 1, WINDOW_DAYS) };
    },
    async 'an agenda with free slots'() {
      const { type, slot } = await slots.any(options.type);
      // The slot stands in the middle of the week, so that a filter that is a day off would still show it.
      return { ...typeOf(type), schedule: slot.schedule, ...daysOn(dayOf(slot.start), -3, WEEK_DAYS) };
    },
    async 'no free slots'() {
      const { type } = await slots.any(options.type);
      return { ...typeOf(type), ...(await slots.emptyWindow(WINDOW_DAYS, type)) };
    },
    async 'an agenda without free slots'() {
      const { type, slot } = await slots.any(options.type);
      const { schedule } = slot;
      return { ...typeOf(type), schedule, ...(await slots.emptyWindow(WEEK_DAYS, type, schedule)) };
    },
    'a free slot': async () => bookingOf(await bookings.freeSlot('at-once'), bookings.patient()),
    'a free slot that needs approval': async () => bookingOf(await bookings.freeSlot('approval'), bookings.patient()),
    async 'a slot that has been taken'() {
      const found = await bookings.freeSlot('either');
      await bookings.book(found);
      return bookingOf(found, bookings.patient());
    },
    async 'no slot at that time'() {
      // A XIS that is wrong books it.
      const patient = bookings.patient();
      const found = await slots.any(options.type);
      // At night, and at a minute that no slot begins at.
      const start = dayOf(found.slot.start).plus({ hours: 3, minutes: 7 });
      return { ...bookingOf(found, patient), start: written(start), end: written(start.plus({ minutes: 1 })) };
    },
    async 'a booked appointment'() {
      const appointment = await bookings.booked();
      return { appointment };
    },
    'no such appointment': async () => ({ appointment: NO_APPOINTMENT }),
  };

  return {
    get left() {
      return bookings.left;
    },
    async setUp(name, params) {
      const handler = Object.hasOwn(handlers, name) ? handlers[name as keyof XisStateHandlers] : undefined;
      if (!handler) throw new CannotSetUp(`unknown state '${name}': set ${reach.nameOption('states')}`);
      return { ...always, ...(await handler(params)) };
    },
    tearDown: (_name, _params, created) => bookings.cancelAll(created),
  };
}
