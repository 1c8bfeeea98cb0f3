import { bookingOf, cancellationOf } from '../appointment.ts';
import { call, findSlots, type SlotOfTest } from '../http.ts';
import type { DefectCases } from './case.ts';

const FREE = 'schedule.date=ge2027-01-12&schedule.date=le2027-01-12&schedule=jansen&status=free';

/** The patient cancels (CN). */
export const CANCELLATIONS: DefectCases = {
  async facts({ xis }) {
    const [slot, other] = (await findSlots(xis, FREE)) as [SlotOfTest, SlotOfTest];
    for (const one of [slot, other]) await call(xis, 'POST', '/Appointment', { body: bookingOf(one) });
    const cancel = async (id: string, bsn?: string) =>
      (await call(xis, 'POST', '/AppointmentResponse', { body: cancellationOf(id, bsn) })).status;
    const status = await cancel('1001');
    const read = await call(xis, 'GET', '/Appointment/1001');
    const { body } = await call(xis, 'GET', '/Appointment?id=1001,1002');
    const free = (await findSlots(xis, FREE)).map(({ id }) => id);
    return {
      status,
      read: read.body.status,
      found: body.entry.map(({ resource }: { readonly resource: { readonly status: string } }) => resource.status),
      free: [slot.id, other.id].map((id) => free.includes(id)),
      again: await cancel('1001'),
      byAnother: await cancel('1002', '999900390'),
      unknown: await cancel('99'),
      states: xis.appointments.list().map(({ state }) => state),
    };
  },
  changes: {
    'cancel-answers-200': () => ({ status: 200, again: 200 }),
    'cancel-keeps-status': () => ({ read: 'booked', found: ['booked', 'booked'] }),
    'cancel-keeps-slot': () => ({ free: [false, false] }),
    'cancel-twice-409': () => ({ again: 409 }),
    'cancel-any-patient': () => ({ byAnother: 201, states: ['cancelled', 'cancelled'] }),
    'cancel-unknown-201': () => ({ unknown: 201 }),
  },
};
