import { defaultConfiguration, type Simulator } from '../../../simulator/index.ts';
import type { CallbackEndpoint } from '../callback-endpoint.ts';
import { call, createBookingBody, createCancellationBody, findSlots } from '../xis.ts';

/** The built-in practices, on a Monday morning at a quarter past nine. */
export async function loadBusyPractices() {
  const { organizations } = await defaultConfiguration();
  return organizations.map((organization) => ({
    ...organization,
    clock: { now: '2027-01-11T09:15:00+01:00', frozen: true },
  }));
}

export const BUSY_AGB = '01000001';

/**
 * Lets a morning happen in the first practice, which leaves something to see on every tab: bookings of all states, requests
 * that failed, callbacks, due events, and what is switched on.
 * @param callbacks receives its callbacks, but for the last one
 */
export async function fillPractice(simulator: Simulator, callbacks: CallbackEndpoint): Promise<void> {
  const xis = simulator.organization(BUSY_AGB);
  const target = { baseUrl: simulator.baseUrl, headers: { 'X-Organization-Identifier': BUSY_AGB } };
  const book = async (type: string, index: number): Promise<string> => {
    const slot = (await findSlots(target, `status=free&service-category=${type}`))[index];
    if (!slot) throw new Error(`no free slot of the type ${type}`);
    return (await call(target, 'POST', '/Appointment', { body: createBookingBody(slot) })).body.id;
  };
  xis.callbacks.set({ ...xis.callbacks.get(), url: callbacks.url });
  const [first, second] = [await book('consult', 0), await book('consult', 4)];
  for (const index of [0, 3, 5]) await book('kennismaking', index);
  const declined = await book('kennismaking', 7);
  xis.approvals.decline(declined, 'Wij nemen geen nieuwe patiënten aan.');
  await book('dubbel-consult', 1);
  xis.appointments.move(first, { start: '2027-01-11T11:40:00+01:00' });
  await call(target, 'POST', '/AppointmentResponse', { body: createCancellationBody(second) });
  const [taken] = await findSlots(target, 'status=free&service-category=consult');
  if (!taken) throw new Error('no free slot');
  xis.slots.take(taken.id);
  await call(target, 'POST', '/Appointment', { body: createBookingBody(taken) });
  await findSlots(target, 'status=free&service-category=onbekend');
  for (const [schedule, type, time] of [
    ['jansen', 'consult', '10:20'],
    ['de-vries', 'consult', '09:30'],
    ['de-vries', 'consult', '11:00'],
    ['assistent', 'bloeddruk', '09:40'],
    ['assistent', 'bloeddruk', '10:30'],
  ] as const) {
    xis.appointments.make({ schedule, type, start: `2027-01-11 ${time}`, patient: 'Patient/2' });
  }
  xis.slots.block({ schedule: 'assistent', from: '2027-01-11 11:10', to: '2027-01-11 12:00' });
  xis.slots.block({ schedule: 'de-vries', from: '2027-01-13 08:30', to: '2027-01-13 10:00' });
  xis.faults.add({ id: 'slow', operation: 'search-slot', effect: { delay: 'PT2S' } });
  xis.defects.set(['appointment-search-empty']);
  callbacks.respondWith({ status: 503 });
  xis.approvals.approve(xis.approvals.pending()[0]?.id ?? '', 'Welkom! Neem uw paspoort mee.');
}
