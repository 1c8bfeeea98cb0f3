import { bookingOf } from '../appointment.ts';
import { call, findSlots, type SlotOfTest } from '../http.ts';
import type { DefectCases, Facts } from './case.ts';

const TALKS = 'service-category=gesprek&schedule.date=ge2027-01-12&schedule.date=le2027-01-12';

/** The callbacks with some numbers, of those that came. */
// biome-ignore lint/suspicious/noExplicitAny: facts have every shape
function repeated(clean: Readonly<Record<string, any>>, numbers: readonly number[]): Facts {
  return Object.fromEntries(
    ['told', 'appointments', 'comments', 'bsns'].map((name) => [name, numbers.map((number) => clean[name][number])]),
  );
}

/** The practitioner accepts one appointment, after an answer of 500, and declines another (CB). */
export const CALLBACKS: DefectCases = {
  async facts({ xis, spreekuur }) {
    const before = spreekuur.received.length;
    const [slot, other] = (await findSlots(xis, TALKS)) as [SlotOfTest, SlotOfTest];
    for (const one of [slot, other]) await call(xis, 'POST', '/Appointment', { body: bookingOf(one) });
    await xis.settled();
    const early = spreekuur.received.length - before;
    spreekuur.behave({ status: 500 });
    xis.approvals.approve('1001', 'Tot dan!');
    await xis.clock.advance({ by: 'PT1M' });
    xis.approvals.decline('1002', 'Helaas.');
    await xis.clock.advance({ by: 'PT1M' });
    const received = spreekuur.received.slice(before);
    const facts = {
      early,
      told: received.map(({ body }) => body.participantStatus),
      appointments: received.map(({ body }) => body.appointment.reference),
      comments: received.map(({ body }) => body.comment),
      bsns: received.map(({ body }) => (body.actor.reference?.identifier[0] ?? body.actor.identifier)?.value),
      organizations: received.every(({ headers }) => headers['x-organization-identifier']?.includes(xis.agb)),
      areTokens: received.every(({ headers }) => headers['x-organization-identifier']?.includes('|')),
      types: [...new Set(received.map(({ headers }) => headers['content-type']))],
      isFree: (await findSlots(xis, `${TALKS}&status=free`)).some(({ id }) => id === other.id),
      states: xis.appointments.list().map(({ state }) => state),
      deliveries: xis.deliveries.list().map(({ state }) => state),
    };
    xis.appointments.cancel('1001');
    await xis.clock.advance({ by: 'PT1M' });
    const update = spreekuur.received.slice(before).find(({ method }) => method === 'PUT');
    return { ...facts, updateBsn: update?.body.participant[0].actor.identifier?.value };
  },
  changes: {
    'update-without-bsn': () => ({ updateBsn: undefined }),
    'callback-never': () => ({
      told: [],
      appointments: [],
      comments: [],
      bsns: [],
      types: [],
      deliveries: ['lost', 'lost'],
    }),
    'callback-twice': (clean) => repeated(clean, [0, 1, 1, 2, 2]),
    'callback-before-decision': () => ({
      early: 2,
      told: ['accepted', 'accepted', 'declined', 'declined'],
      appointments: ['1001', '1002', '1002', '1002'].map((id) => `Appointment/${id}`),
      comments: ['Uw afspraak is bevestigd.', 'Uw afspraak is bevestigd.', 'Helaas.', 'Helaas.'],
      bsns: Array(4).fill('999900109'),
      deliveries: ['delivered', 'delivered', 'lost', 'delivered'],
    }),
    'callback-without-organization': () => ({ organizations: false, areTokens: false }),
    'callback-bare-organization': () => ({ areTokens: false }),
    'callback-without-bsn': () => ({ bsns: [undefined, undefined, undefined] }),
    'callback-without-comment': () => ({ comments: [undefined, undefined, undefined] }),
    'callback-decision-swapped': () => ({ told: ['declined', 'declined', 'accepted'] }),
    'callback-other-appointment': ({ appointments }) => ({
      appointments: appointments.map((reference: string) => `${reference}0`),
    }),
    'callback-bare-id': ({ appointments }) => ({
      appointments: appointments.map((reference: string) => reference.replace('Appointment/', '')),
    }),
    'callback-previous-appointment': () => ({
      appointments: ['1000', '1000', '1001'].map((id) => `Appointment/${id}`),
    }),
    'callback-declined-never': (clean) => ({ ...repeated(clean, [0, 1]), deliveries: ['delivered', 'lost'] }),
    'denial-keeps-slot': () => ({ isFree: false }),
    'callback-other-media-type': () => ({ types: ['application/json'] }),
    'callback-no-retry': (clean) => ({ ...repeated(clean, [0, 2]), deliveries: ['failed', 'delivered'] }),
  },
};
