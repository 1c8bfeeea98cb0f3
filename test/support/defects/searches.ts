import { call } from '../http.ts';
import { TYPE_SYSTEM } from '../xis-test.ts';
import type { DefectCases, Look } from './case.ts';

const CONSULT = `service-category=${encodeURIComponent(`${TYPE_SYSTEM}|consult`)}`;
/** A week from a Monday, and one from a Wednesday, whose last day has slots. */
const WEEK = 'schedule.date=ge2027-01-18&schedule.date=le2027-01-24';
const MIDWEEK = 'schedule.date=ge2027-01-20&schedule.date=le2027-01-26';

/** Searches for slots, of which it is told how many slots they find, or the status of an error. */
const SEARCHES = {
  all: '',
  week: WEEK,
  weekInFlowSpelling: WEEK.replaceAll('schedule', 'Schedule'),
  onward: 'schedule.date=ge2027-01-18',
  until: 'schedule.date=le2027-01-24',
  untilOfJansen: 'schedule.date=le2027-01-24&schedule=jansen',
  day: 'schedule.date=ge2027-01-18&schedule.date=le2027-01-18',
  midweek: MIDWEEK,
  midweekByInstants: 'schedule.date=ge2027-01-20T00:00:00%2B01:00&schedule.date=le2027-01-27T00:00:00%2B01:00',
  sixDays: 'schedule.date=ge2027-01-21&schedule.date=le2027-01-26',
  twoWeeks: 'schedule.date=ge2027-01-20&schedule.date=le2027-02-02',
  border: 'schedule.date=ge2027-01-19T09:00:00%2B01:00&schedule.date=le2027-01-19',
  untilInZ: 'schedule.date=le2027-01-19T08:30:00Z',
  borderByDay: 'schedule.date=ge2027-01-19&schedule.date=le2027-01-19T09:30:00%2B01:00',
  consult: `${WEEK}&${CONSULT}`,
  free: `${WEEK}&status=free`,
  freeConsult: `${WEEK}&status=free&${CONSULT}`,
  consultFree: `${WEEK}&${CONSULT}&status=free`,
  jansen: `${WEEK}&schedule=jansen`,
  jansenByReference: `${WEEK}&schedule=Schedule/jansen`,
  jansenAndSmit: `${WEEK}&schedule=jansen,smit`,
  freeOrBusy: `${WEEK}&status=free,busy`,
  past: 'schedule.date=ge2027-01-04&schedule.date=le2027-01-08',
  malformed: `${WEEK}&schedule.date=geisteren`,
  rawPlus: 'schedule.date=ge2027-01-18T09:00:00+01:00',
  empty: `${WEEK}&status=`,
  unknown: `${WEEK}&colour=red`,
};

/** Searches for slots (SL-8 to SL-17). */
export const SLOT_SEARCHES: DefectCases = {
  async facts({ xis }: Look) {
    xis.slots.take('jansen-20270118T0800Z');
    xis.slots.take('jansen-20270119T0900Z');
    const facts: Record<string, unknown> = {};
    for (const [name, query] of Object.entries(SEARCHES)) {
      const { status, body } = await call(xis, 'GET', `/Slot?${query}`);
      facts[name] = status === 200 ? (body.entry ?? []).length : status;
      if (status === 200 && body.total !== facts[name]) facts[`${name}Total`] = body.total;
    }
    return facts;
  },
  changes: {
    'slot-ignores-category': ({ week, free }) => ({ consult: week, freeConsult: free, consultFree: free }),
    'slot-ignores-status': ({ week, consult }) => ({ free: week, freeConsult: consult, consultFree: consult }),
    'slot-ignores-schedule': ({ until, week }) => ({ untilOfJansen: until, jansen: week, jansenByReference: week }),
    'slot-refuses-schedule-reference': () => ({ jansenByReference: 0 }),
    'slot-last-filter-wins': ({ consult, free }) => ({ freeConsult: consult, consultFree: free }),
    'slot-comma-is-literal': () => ({ jansenAndSmit: 0, freeOrBusy: 0 }),
    // The week before has 45 slots, 33 of them consults.
    'slot-ignores-from': ({ all, free, freeConsult }) => ({
      week: 90,
      weekInFlowSpelling: 90,
      unknown: 90,
      onward: all,
      day: 45 + 11,
      midweek: 111,
      midweekByInstants: 111,
      sixDays: 111,
      twoWeeks: 156,
      border: 45 + 11 + 10,
      borderByDay: 45 + 11 + 4,
      consult: 66,
      free: 45 + free,
      freeConsult: 33 + freeConsult,
      consultFree: 33 + freeConsult,
      jansen: 80,
      jansenByReference: 80,
      jansenAndSmit: 90,
      freeOrBusy: 90,
    }),
    'slot-ignores-to': ({ all, onward, free }) => ({
      week: onward,
      weekInFlowSpelling: onward,
      unknown: onward,
      until: all,
      untilInZ: all,
      untilOfJansen: 21 * 8,
      day: onward,
      midweek: onward - 11 - 10,
      midweekByInstants: onward - 11 - 10,
      sixDays: onward - 11 - 10 - 8,
      twoWeeks: onward - 11 - 10,
      border: onward - 11,
      borderByDay: onward - 11,
      consult: 108,
      free: onward - (45 - free),
      freeConsult: 107,
      consultFree: 107,
      jansen: 16 * 8,
      jansenByReference: 16 * 8,
      jansenAndSmit: onward,
      freeOrBusy: onward,
      past: all,
    }),
    'slot-ignores-to-with-schedule': ({ onward }) => ({
      untilOfJansen: 21 * 8,
      jansen: 16 * 8,
      jansenByReference: 16 * 8,
      jansenAndSmit: onward,
    }),
    'slot-from-exclusive': ({ border }) => ({ border: border - 1 }),
    'slot-ignores-flow-spelling': ({ all }) => ({ weekInFlowSpelling: all }),
    'slot-week-a-day-short': ({ midweek }) => ({ midweek: midweek - 10, midweekByInstants: midweek - 10 }),
    'slot-reads-offset-as-utc': () => ({ border: 4, borderByDay: 8 }),
    'slot-reads-offset-as-local': () => ({ untilInZ: 45 + 11 }),
    'slot-to-date-exclusive': ({ midweek, sixDays, twoWeeks }) => ({
      day: 0,
      midweek: midweek - 10,
      sixDays: sixDays - 10,
      twoWeeks: twoWeeks - 10,
      border: 0,
    }),
    'slot-instant-as-day': ({ midweekByInstants }) => ({
      untilInZ: 45 + 11 + 10,
      borderByDay: 10,
      midweekByInstants: midweekByInstants + 8,
    }),
    'slot-malformed-date-ignored': ({ week }) => ({ malformed: week }),
    'slot-malformed-date-500': () => ({ malformed: 500 }),
    'slot-empty-value-ignored': ({ week }) => ({ empty: week }),
    'slot-past-free': ({ all, until, untilInZ }) => ({
      past: 45,
      all: all + 45,
      until: until + 45,
      untilInZ: untilInZ + 45,
      untilOfJansen: 80 + 40,
    }),
  },
};
