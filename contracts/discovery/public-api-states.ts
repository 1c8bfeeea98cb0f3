import { DateTime } from 'luxon';
import type { TypeCoding } from '../../engine/index.ts';
import { toKnownValues } from '../states/endpoint-states.ts';
import { NON_EXISTENT_APPOINTMENT, NON_EXISTENT_CATEGORY } from '../states/values.ts';
import type { XisStateHandlers } from '../states/xis-states.ts';
import { StateNotApplicable, type StateSource, StateUnavailable } from '../verification/session.ts';
import { createFreeSlots, type FreeSlot } from './free-slots.ts';
import { createTrialBookings, type TestPatient, type TrialBookingOptions } from './trial-bookings.ts';
import { createWindow, formatInstant, WEEK_DAYS, WINDOW_DAYS } from './window.ts';

/** Creates a state source that sets up states through the public API of a XIS, and cancels the appointments of it. */
export function createPublicApiStates(options: TrialBookingOptions): StateSource {
  const { target, nameOption } = options;
  const { system, timeZone: zone = 'Europe/Amsterdam', organization, serviceCategory } = target;
  const slots = createFreeSlots(target, nameOption);
  const bookings = createTrialBookings(slots, options);

  const typeValues = ({ system: typeSystem, code: typeCode }: TypeCoding) => ({ typeSystem, typeCode });
  const startOfDay = (moment: string): DateTime => DateTime.fromISO(moment, { zone }).startOf('day');
  const bookingValues = ({ type, slot }: FreeSlot, { reference, display }: TestPatient) => ({
    ...typeValues(type),
    typeDisplay: type.display,
    start: slot.start,
    end: slot.end,
    practitionerReference: slot.practitioners[0]?.reference ?? '',
    practitionerDisplay: slot.practitioners[0]?.display ?? '',
    patientReference: reference,
    patientDisplay: display,
    clientId: system.randomUUID(),
  });

  // Every state has the patient's values, so that the relay redacts them.
  const { patientReference: _reference, ...common } = toKnownValues(organization, options.patient);
  const handlers: XisStateHandlers = {
    async 'appointment types'() {
      await slots.expectTypes();
      return {};
    },
    async 'appointment types for a service category'() {
      if (serviceCategory === undefined) {
        throw new StateNotApplicable(`needs ${nameOption('category')}, as configured in Spreekuur.nl (AT-2)`);
      }
      await slots.types();
      return { category: serviceCategory };
    },
    'no appointment types for a service category': async () => ({ category: NON_EXISTENT_CATEGORY }),
    async 'free slots'() {
      const type = await slots.typeWithSlots(options.type);
      return { ...typeValues(type), ...createWindow(DateTime.fromMillis(system.now(), { zone }), 1, WINDOW_DAYS) };
    },
    async 'an agenda with free slots'() {
      const { type, slot } = await slots.any(options.type);
      // The slot is in the middle of the week, so that a date filter that is one day off still returns it.
      return { ...typeValues(type), schedule: slot.schedule, ...createWindow(startOfDay(slot.start), -3, WEEK_DAYS) };
    },
    async 'no free slots'() {
      const { type } = await slots.any(options.type);
      return { ...typeValues(type), ...(await slots.emptyWindow(WINDOW_DAYS, type)) };
    },
    async 'an agenda without free slots'() {
      const { type, slot } = await slots.any(options.type);
      const { schedule } = slot;
      return { ...typeValues(type), schedule, ...(await slots.emptyWindow(WEEK_DAYS, type, schedule)) };
    },
    'a free slot': async () => bookingValues(await bookings.freeSlot('at-once'), bookings.patient()),
    'a free slot that needs approval': async () =>
      bookingValues(await bookings.freeSlot('approval'), bookings.patient()),
    async 'a slot that has been taken'() {
      const free = await bookings.freeSlot('either');
      await bookings.take(free);
      return bookingValues(free, bookings.patient());
    },
    async 'no slot at that time'() {
      // A wrong XIS books it, so the patient is needed for the cancellation.
      const patient = bookings.patient();
      const free = await slots.any(options.type);
      // At night, and at a minute that no slot starts at.
      const start = startOfDay(free.slot.start).plus({ hours: 3, minutes: 7 });
      const end = start.plus({ minutes: 1 });
      return { ...bookingValues(free, patient), start: formatInstant(start), end: formatInstant(end) };
    },
    async 'a booked appointment'() {
      return { appointment: await bookings.bookedAppointment() };
    },
    async 'the patient is known'() {
      const { patient } = options;
      if (patient?.bsn === undefined && target.token === undefined) {
        throw new StateNotApplicable(
          `needs ${nameOption('token')} of a patient, or ${nameOption('patient.reference')} and ${nameOption('patient.bsn')} (PT-1)`,
        );
      }
      return {};
    },
    async 'the patient is not known'() {
      // The public API forgets no patient.
      throw new StateNotApplicable(`needs ${nameOption('states')}: no request makes a patient unknown (PT-2)`);
    },
    'no such appointment': async () => ({ appointment: NON_EXISTENT_APPOINTMENT }),
  };

  return {
    get notCancelled() {
      return bookings.notCancelled;
    },
    async setUp(name, params) {
      const handler = Object.hasOwn(handlers, name) ? handlers[name as keyof XisStateHandlers] : undefined;
      if (!handler) throw new StateUnavailable(`the state '${name}' is unknown here: give ${nameOption('states')}`);
      return { ...common, ...(await handler(params)) };
    },
    tearDown: (_name, _params, created) => bookings.cancelAll(created),
  };
}
