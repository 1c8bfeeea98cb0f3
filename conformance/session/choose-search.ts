import { type Coding, parseToken, tokenOf } from '../read/coding.ts';
import { blockCheck, CheckBlocked } from './block-check.ts';
import { isTooLong } from './search-slots.ts';
import type { Session } from './session.ts';
import { slotQuery } from './slot-query.ts';
import { startOfDay, type TimeRange } from './window.ts';

const MAX_TYPES_TRIED = 10;
/** Days that are searched where the whole window is too much. */
const SHORTER_RANGES = [14, 7];

/** Chooses the type that slots are searched by. */
export async function chooseAppointmentType(session: Session): Promise<Coding> {
  const wanted = session.options.type;
  const offered = await session.appointmentTypes().catch(() => []);
  if (wanted !== undefined) {
    const known = parseToken(wanted) ?? offered.find(({ code, system }) => code === wanted && system !== '');
    return known ?? blockCheck(`the XIS offers no appointment type '${wanted}'`);
  }
  for (const type of offered.filter(({ system }) => system !== '').slice(0, MAX_TYPES_TRIED)) {
    const result = await session.searchSlots(freeSlotQuery(session, type)).catch(() => undefined);
    if (result?.slots.some(({ status }) => status === 'free')) return { system: type.system, code: type.code };
  }
  // No listed type has slots: take the category of any free slot.
  const free = await session.searchSlots(slotQuery({ ...session.window, status: 'free' }));
  const [first] = free.slots.flatMap(({ categories }) => categories);
  return first ?? blockCheck('no free slot is offered in the next four weeks');
}

/** Returns the parameters of step 2. */
export function freeSlotQuery(session: Session, type: Coding) {
  return slotQuery({ category: tokenOf(type), ...session.window, status: 'free' });
}

/** Chooses how much of the window is searched without filters: as much as a large XIS returns in full, and in time. */
export async function chooseSearchRange(session: Session): Promise<TimeRange> {
  const { window } = session;
  const shorter = SHORTER_RANGES.map((days) => ({ from: window.from, to: startOfDay(window.from, days) }));
  for (const range of [window, ...shorter]) {
    try {
      if (!isTooLong(await session.searchSlots(slotQuery(range)))) return range;
    } catch (error) {
      if (!(error instanceof CheckBlocked)) throw error;
      if (error.failure !== 'too-long' && error.failure !== 'timeout') return window;
    }
  }
  return window;
}

/** Chooses the schedule that has most of the free slots. */
export async function chooseSchedule(session: Session): Promise<string> {
  const counts = new Map<string, number>();
  for (const { schedule } of (await session.freeSlots()).slots) {
    if (schedule !== undefined) counts.set(schedule, (counts.get(schedule) ?? 0) + 1);
  }
  const [busiest] = [...counts].sort(([, a], [, b]) => b - a);
  return busiest?.[0] ?? blockCheck('no free slot names its schedule');
}
