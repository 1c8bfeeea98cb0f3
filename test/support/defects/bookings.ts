import { bookingOf } from '../appointment.ts';
import { call, findSlots, type Reply, type SlotOfTest } from '../http.ts';
import type { DefectCases, Look } from './case.ts';

const FREE = 'schedule.date=ge2027-01-12&schedule.date=le2027-01-12&schedule=jansen';

interface Written {
  readonly participant?: readonly { readonly actor: { readonly reference: string }; readonly status: string }[];
}

/** Bookings: of a free slot, of a taken one, of what cannot be booked, and what is read of them (AP, CN-1). */
export const BOOKINGS: DefectCases = {
  async facts({ xis }: Look) {
    const [slot, other, third, fourth] = (await findSlots(xis, FREE)) as [
      SlotOfTest,
      SlotOfTest,
      SlotOfTest,
      SlotOfTest,
    ];
    const body = bookingOf(slot);
    const book = (changed: object): Promise<Reply> => call(xis, 'POST', '/Appointment', { body: changed });
    const statusesOf = ({ participant = [] }: Written) => participant.map(({ status }) => status);
    const made = await book(body);
    const location = made.headers.get('location')?.replace(/^.*Appointment\//, '');
    const read = await call(xis, 'GET', `/Appointment/${location}`);
    const search = await call(xis, 'GET', `/Appointment?id=${location}`);
    const free = await findSlots(xis, `${FREE}&status=free`);
    const shown = await call(xis, 'GET', `/Slot/${slot.id}`);
    const again = await book(body);
    const stored = xis.appointments.list().length;
    const atTen = { start: '2027-01-12T09:05:00+01:00', end: '2027-01-12T09:15:00+01:00' };
    const past = { start: '2027-01-08T09:00:00+01:00', end: '2027-01-08T09:10:00+01:00' };
    const { comment: _comment, ...speechless } = bookingOf(other);
    const listless = {
      ...bookingOf(fourth),
      participant: bookingOf(fourth).participant.map(({ actor }) => ({ actor })),
    };
    const searchUnknown = await call(xis, 'GET', '/Appointment?id=99');
    const withSlot = await book(bookingOf(third, { slot: [{ reference: `Slot/${third.id}` }] }));
    const facts = {
      status: made.status,
      hasLocation: location !== undefined,
      isLocationOfBody: made.body.id === location,
      isTimeAsAsked: made.body.start === body.start && made.body.end === body.end,
      comment: made.body.comment === body.comment,
      participants: statusesOf(made.body),
      read: [read.status, read.body.id === location && read.body.comment === body.comment],
      found: [search.status, search.body.entry?.length],
      foundUnknown: searchUnknown.body.entry?.length,
      unknown: (await call(xis, 'GET', '/Appointment/99')).status,
      free: free.length,
      shown: shown.body.status,
      again: [again.status, again.body.issue?.[0].code],
      stored,
      withSlot: withSlot.status,
      isOfAnother: (withSlot.body as Written).participant?.some(({ actor }) =>
        actor.reference.endsWith('/somebody-else'),
      ),
      notJson: (await call(xis, 'POST', '/Appointment', { body: '{' })).status,
      unknownSlot: (await book(bookingOf(other, atTen))).status,
      past: (await book(bookingOf(other, past))).status,
      beforeAll: (await book(bookingOf(other, { start: past.end, end: past.start }))).status,
      speechless: (await book(speechless)).status,
      listless: (await book(listless)).status,
    };
    xis.appointments.cancel('1001');
    const later = await findSlots(xis, `${FREE}&status=free`);
    return { ...facts, freeAgain: later.some(({ id }) => id === slot.id) };
  },
  changes: {
    'appointment-answers-200': () => ({ status: 200, withSlot: 200 }),
    'appointment-without-location': () => ({
      hasLocation: false,
      isLocationOfBody: false,
      read: [404, false],
      found: [200, undefined],
    }),
    'appointment-location-other-id': () => ({ isLocationOfBody: false }),
    'appointment-location-unreadable': () => ({ read: [404, false], found: [200, undefined] }),
    'appointment-moves-time': () => ({ isTimeAsAsked: false }),
    'appointment-drops-comment': () => ({ comment: false }),
    'appointment-patient-needs-action': () => ({ participants: ['needs-action', 'accepted'] }),
    'appointment-without-practitioner': () => ({ participants: ['accepted'] }),
    'appointment-search-all': () => ({ foundUnknown: 1 }),
    'appointment-other-practitioner': () => ({ isOfAnother: true }),
    'appointment-read-404': () => ({ read: [404, false] }),
    'appointment-search-empty': () => ({ found: [200, undefined] }),
    'appointment-unknown-200': () => ({ unknown: 200 }),
    'appointment-slot-stays-free': ({ free }) => ({ free: free + 1, shown: 'free' }),
    'appointment-double-booking': () => ({ again: [201, undefined], stored: 2, freeAgain: false }),
    'appointment-conflict-as-422': () => ({ again: [422, 'invalid'] }),
    'appointment-conflict-other-code': () => ({ again: [409, 'processing'] }),
    'appointment-conflict-queues': () => ({ freeAgain: false }),
    'appointment-not-json-500': () => ({ notJson: 500 }),
    'appointment-invalid-accepted': () => ({ speechless: 201, listless: 201 }),
    'appointment-unknown-slot-accepted': () => ({ unknownSlot: 201 }),
    'appointment-past-accepted': () => ({ past: 201 }),
  },
};

/** Bookings of one slot that come at the same time, and one after them (AP-8). */
export const RACES: DefectCases = {
  async facts({ xis }: Look) {
    const [slot, other] = (await findSlots(xis, FREE)) as [SlotOfTest, SlotOfTest];
    const book = async (of: SlotOfTest) => (await call(xis, 'POST', '/Appointment', { body: bookingOf(of) })).status;
    const together = await Promise.all(Array.from({ length: 4 }, () => book(slot)));
    const oneAfterAnother = [await book(other), await book(other)];
    return { together: together.sort(), after: await book(slot), oneAfterAnother };
  },
  changes: {
    'appointment-race': () => ({ together: [201, 201, 201, 201] }),
    'appointment-race-500': () => ({ together: [201, 409, 500, 500] }),
  },
};

/** A booking that does not name its slot, as the published body does not (AP-2). */
export const SLOTLESS: DefectCases = {
  async facts({ xis }: Look) {
    const [slot, other] = (await findSlots(xis, FREE)) as [SlotOfTest, SlotOfTest];
    const named = bookingOf(other, { slot: [{ reference: `Slot/${other.id}` }] });
    const book = async (body: object) => (await call(xis, 'POST', '/Appointment', { body })).status;
    return { without: await book(bookingOf(slot)), named: await book(named), nonsense: await book({}) };
  },
  changes: { 'appointment-needs-slot': () => ({ without: 422 }) },
};
