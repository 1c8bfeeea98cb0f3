import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AgendaView, AppointmentView } from '../../../simulator/index.ts';
import {
  formatMinutes,
  layLanes,
  layOutCalendar,
  nextPosition,
  type Slot,
  snapMinutes,
  visibleColumns,
} from './calendar-layout.ts';

function createSlot(schedule: string, date: string, minutes: number, extra: Partial<Slot> = {}): Slot {
  const at = (value: number) => `${date}T${formatMinutes(value)}:00+01:00`;
  return {
    id: `${schedule}-${date}-${minutes}`,
    start: at(minutes),
    end: at(minutes + 10),
    type: 'consult',
    status: 'free',
    ...extra,
  };
}

function createAppointment(
  id: string,
  from: number,
  to: number,
  extra: Partial<AppointmentView> = {},
): AppointmentView {
  const at = (value: number) => `2027-01-11T${formatMinutes(value)}:00+01:00`;
  return {
    id,
    version: 1,
    state: 'booked',
    madeBy: 'patient',
    schedule: 'a',
    practitioner: 'Practitioner/a',
    type: 'consult',
    start: at(from),
    end: at(to),
    patient: 'Patient/1',
    history: [],
    ...extra,
  };
}

function createAgenda(slots: Readonly<Record<string, readonly Slot[]>>, days = 7): AgendaView {
  return {
    from: '2027-01-11',
    days,
    timeZone: 'Europe/Amsterdam',
    now: '2027-01-11T10:00:00+01:00',
    schedules: Object.entries(slots).map(([id, list]) => ({ id, practitioners: [`Dr. ${id}`], slots: [...list] })),
  };
}

const WEEK = createAgenda({
  a: [createSlot('a', '2027-01-11', 485), createSlot('a', '2027-01-11', 495), createSlot('a', '2027-01-13', 540)],
  b: [createSlot('b', '2027-01-11', 600), createSlot('b', '2027-01-13', 545)],
});

test('a week has a column for each schedule of each day on which something happens', () => {
  const layout = layOutCalendar(WEEK, []);
  expect(layout.days).toEqual([
    { date: '2027-01-11', columns: 2 },
    { date: '2027-01-13', columns: 2 },
  ]);
  expect(layout.columns.map(({ key }) => key)).toEqual([
    '2027-01-11/a',
    '2027-01-11/b',
    '2027-01-13/a',
    '2027-01-13/b',
  ]);
  expect([layout.from, layout.to]).toEqual([480, 660]);
  expect(layout.minuteHeight * 10).toBe(24);
});

test('a day without slots is shown', () => {
  expect(layOutCalendar(createAgenda({ a: [] }, 1), []).columns).toHaveLength(1);
  expect(layOutCalendar(createAgenda({ a: [] }), []).days).toHaveLength(5);
});

test('an appointment takes the place of its slots, and one that was cancelled does not', () => {
  const holder = { kind: 'appointment' as const, id: '1001' };
  const taken = createSlot('a', '2027-01-11', 485, { status: 'busy', holder });
  const agenda = createAgenda({ a: [taken, createSlot('a', '2027-01-11', 495)] }, 1);
  const items = layOutCalendar(agenda, [
    createAppointment('1001', 485, 495),
    createAppointment('1002', 495, 505, { state: 'cancelled' }),
    createAppointment('1003', 495, 505, { schedule: 'elsewhere' }),
  ]).columns[0]?.items;
  expect(items?.map(({ kind, id }) => [kind, id])).toEqual([
    ['appointment', '1001'],
    ['slot', 'a-2027-01-11-495'],
  ]);
});

test('an appointment over midnight ends with its day', () => {
  const [item] = layLanes([createAppointment('1', 1430, 1439, { end: '2027-01-12T00:10:00+01:00' })]);
  expect([item?.from, item?.to]).toEqual([1430, 1440]);
});

test('a slot while the clock is set back keeps its length', () => {
  const [item] = layLanes([
    createAppointment('1', 0, 1, { start: '2026-10-25T02:50:00+02:00', end: '2026-10-25T02:10:00+01:00' }),
  ]);
  expect([item?.from, item?.to]).toEqual([170, 190]);
});

test('appointments in the same lane never overlap, and a group uses no more lanes than it needs', () => {
  const times = fc.tuple(fc.integer({ min: 0, max: 1300 }), fc.integer({ min: 5, max: 120 }));
  fc.assert(
    fc.property(fc.array(times, { maxLength: 30 }), (list) => {
      const items = layLanes(
        list.map(([from, length], index) => createAppointment(String(index), from, from + length)),
      );
      expect(items).toHaveLength(list.length);
      for (const item of items) {
        expect(item.lane).toBeLessThan(item.lanes);
        const others = items.filter((each) => each !== item && each.from < item.to && item.from < each.to);
        expect(others.every((each) => each.lane !== item.lane && each.lanes === item.lanes)).toBe(true);
      }
      const atOnce = items.map(({ from }) => items.filter((each) => each.from <= from && from < each.to).length);
      expect(Math.max(0, ...items.map(({ lanes }) => lanes))).toBe(Math.max(0, ...atOnce));
    }),
  );
  expect(layLanes([createAppointment('1', 0, 10), createAppointment('2', 10, 20)]).map(({ lanes }) => lanes)).toEqual([
    1, 1,
  ]);
});

test('the arrow keys go to the item at the same time of the next column, past empty columns', () => {
  const layout = layOutCalendar(
    createAgenda({ ...Object.fromEntries(WEEK.schedules.map(({ id, slots }) => [id, slots])), c: [] }),
    [],
  );
  const start = { column: 0, item: 'a-2027-01-11-485' };
  expect(nextPosition(layout, start, 'down')).toEqual({ column: 0, item: 'a-2027-01-11-495' });
  expect(nextPosition(layout, start, 'up')).toEqual(start);
  expect(nextPosition(layout, start, 'last')).toEqual({ column: 0, item: 'a-2027-01-11-495' });
  const right = nextPosition(layout, start, 'right');
  expect(right).toEqual({ column: 1, item: 'b-2027-01-11-600' });
  expect(nextPosition(layout, right, 'right')).toEqual({ column: 3, item: 'a-2027-01-13-540' });
  expect(nextPosition(layout, right, 'left')).toEqual({ column: 0, item: 'a-2027-01-11-495' });
  expect(nextPosition(layout, start, 'left')).toEqual(start);
});

test('something is dropped on the start of a slot, or on five minutes', () => {
  const [column] = layOutCalendar(WEEK, []).columns;
  if (!column) throw new Error('expected a column');
  expect([484, 494, 496, 613].map((minutes) => snapMinutes(column, minutes))).toEqual([485, 485, 495, 615]);
});

test('the columns in sight are those of the view, with a margin', () => {
  expect(visibleColumns(350, 100, { left: 0, width: 1000 })).toEqual([0, 12]);
  expect(visibleColumns(350, 100, { left: 34_000, width: 1000 })).toEqual([338, 350]);
  expect(visibleColumns(3, 100, { left: 5000, width: 1000 })).toEqual([3, 3]);
});
