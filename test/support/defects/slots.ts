import { bookingOf } from '../appointment.ts';
import { call, type SlotOfTest } from '../http.ts';
import { TYPE_SYSTEM } from '../xis-test.ts';
import type { DefectCases } from './case.ts';

type Written = Partial<Omit<SlotOfTest, 'extension'>> & {
  readonly extension?: readonly (Partial<SlotOfTest['extension'][number]> & { readonly url: string })[];
};

interface Bundle {
  readonly type: string;
  readonly entry?: readonly { readonly fullUrl?: string; readonly resource: Written }[];
}

/** The slots of four weeks, one of them taken: 4 × 45, and the last Monday, which has 11 more. */
const ALL = '/Slot?schedule.date=ge2027-01-11';
const COUNT = 4 * 45 + 11;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:00\+01:00$/;

/** How slots and their Bundle are written (SL-1 to SL-7), and whether a slot can be booked as it is written. */
export const SLOTS: DefectCases = {
  async facts({ xis }) {
    xis.slots.take('jansen-20270113T0800Z');
    const { body } = await call(xis, 'GET', ALL);
    const { type, entry = [] }: Bundle = body;
    const slots = entry.map(({ resource }) => resource);
    const count = (is: (slot: Written, index: number) => boolean): number => slots.filter(is).length;
    const empty = await call(xis, 'GET', '/Slot?schedule=nobody');
    const byCode = await call(xis, 'GET', `${ALL}&service-category=${TYPE_SYSTEM}|visite`);
    const read = await call(xis, 'GET', '/Slot/jansen-20270112T0800Z');
    const [first] = slots as unknown as readonly SlotOfTest[];
    const serviceCategory = [{ coding: [{ system: TYPE_SYSTEM, code: 'consult' }] }];
    const booked = await call(xis, 'POST', '/Appointment', {
      body: {
        ...bookingOf({ ...(first as SlotOfTest), extension: [] }, { serviceCategory }),
        participant: [
          { actor: { reference: 'Patient/1', display: 'Emma', required: 'required' }, status: 'accepted' },
          { actor: { reference: 'PractitionerRole/jansen', display: 'J', required: 'required' }, status: 'accepted' },
        ],
        ...(INSTANT.test(first?.start ?? '') ? {} : { start: fullOf(first?.start), end: fullOf(first?.end) }),
      },
    });
    return {
      type,
      count: slots.length,
      fullUrls: entry.filter(({ fullUrl }) => fullUrl !== undefined).length,
      ids: count(({ id }) => id !== undefined),
      distinctIds: new Set(slots.map(({ id }) => id)).size,
      schedules: count(({ schedule }) => /^Schedule\/(jansen|smit)$/.test(schedule?.reference ?? '')),
      scheduleIds: count(({ schedule }) => /(jansen|smit)$/.test(schedule?.reference ?? '')),
      statuses: [...new Set(slots.map(({ status }) => status))],
      instants: count(({ start = '', end = '' }) => INSTANT.test(start) && INSTANT.test(end)),
      labeledZ: count(({ start = '', end = '' }) => start.endsWith('00Z') && end.endsWith('00Z')),
      lasting: count(({ start, end }) => start !== end),
      systems: count(({ serviceCategory: [one] = [] }) => one?.coding[0]?.system === TYPE_SYSTEM),
      codes: [...new Set(slots.map(({ serviceCategory: [one] = [] }) => one?.coding[0]?.code))],
      practitioners: count(({ extension: [one] = [] }) => one?.valueReference?.reference !== undefined),
      names: count(({ extension: [one] = [] }) => one?.valueReference?.display !== undefined),
      urls: [...new Set(slots.flatMap(({ extension = [] }) => extension.map(({ url }) => url)))],
      overlapping: count(({ end = '', schedule }, index) => {
        const next = slots[index + 1];
        const isInOrder = INSTANT.test(end) && INSTANT.test(next?.start ?? '');
        return isInOrder && schedule?.reference === next?.schedule?.reference && end > (next?.start ?? end);
      }),
      byCode: byCode.body.entry?.length,
      empty: [empty.status, empty.body.resourceType],
      read: [read.body.id, read.body.start],
      booked: [booked.status, booked.body.start === first?.start],
    };
  },
  changes: {
    'slot-bundle-type': () => ({ type: 'collection' }),
    'slot-without-full-url': () => ({ fullUrls: COUNT - Math.ceil(COUNT / 3) }),
    'slot-empty-404': () => ({ empty: [404, 'OperationOutcome'] }),
    'slot-without-schedule': () => ({ schedules: COUNT - 4, scheduleIds: COUNT - 4 }),
    'slot-without-id': () => ({ ids: COUNT - 4, distinctIds: COUNT - 4 + 1 }),
    'slot-bad-status': () => ({ statuses: ['free', 'booked'] }),
    'slot-without-offset': () => ({ instants: COUNT - 19 }),
    'slot-without-seconds': () => ({
      instants: 0,
      read: ['jansen-20270112T0800Z', '2027-01-12T09:00+01:00'],
      booked: [201, false],
    }),
    'slot-ends-at-start': () => ({ lasting: COUNT - 10 }),
    'slot-local-time-as-utc': () => ({
      instants: 0,
      labeledZ: COUNT,
      read: ['jansen-20270112T0800Z', '2027-01-12T09:00:00Z'],
    }),
    'slot-category-without-system': () => ({ systems: 0 }),
    'slot-without-practitioner': () => ({ practitioners: 0, names: 0, urls: ['urn:extension:room'] }),
    'slot-practitioner-without-display': () => ({ names: 0 }),
    'slot-other-extension-url': () => ({ urls: ['http://xis.example/fhir/StructureDefinition/practitioner'] }),
    'slot-schedule-bare-id': () => ({ schedules: 0 }),
    'slot-ids-repeat': () => ({ distinctIds: COUNT - 4 }),
    'slot-category-unlisted': () => ({ codes: ['consult-intern', 'gesprek-intern', 'visite-intern'] }),
    'slot-overlaps': () => ({ overlapping: 10 }),
  },
};

/** A time of a booking, though it was shown without its seconds. */
function fullOf(text = ''): string {
  return /T\d\d:\d\d[+Z]/.test(text) ? text.replace(/(T\d\d:\d\d)/, '$1:00') : text;
}
