import { DateTime } from 'luxon';
import { type Coding, parseToken, tokenOf } from '../read/coding.ts';
import type { ParsedSlot } from '../read/parsed-slot.ts';
import { blockCheck, CheckBlocked } from './block-check.ts';
import type { QueryParameter, XisResponse } from './message.ts';
import type { Session, SlotSearchResult } from './session.ts';
import type { SlotFilters } from './slot-query.ts';

/** The maximum number of types whose slots are searched. */
export const MAX_TYPES_SEARCHED = 10;

/** Chooses the type that slots are searched by. */
export async function chooseAppointmentType(session: Session): Promise<Coding> {
  const wanted = session.options.type;
  const offered = await session.appointmentTypes().catch(() => []);
  if (wanted !== undefined) {
    const known = parseToken(wanted) ?? offered.find(({ code, system }) => code === wanted && system !== '');
    return known ?? blockCheck(`the XIS offers no appointment type '${wanted}'`);
  }
  for (const type of searchableTypes(offered)) {
    const result = await session.searchSlots(flowQuery(session, type)).catch(() => undefined);
    if (result?.slots.some(({ status }) => status === 'free')) return { system: type.system, code: type.code };
  }
  // No listed type has slots: take the category of any free slot.
  const free = await session.searchSlots(session.slotQuery({ ...session.window, status: 'free' }));
  const [first] = free.slots.flatMap(({ categories }) => categories);
  return first ?? blockCheck('no free slot is offered in the next four weeks');
}

/** Returns the types whose slots are searched: with a system, and not too many. */
export function searchableTypes<Type extends Coding>(types: readonly Type[]): readonly Type[] {
  return types.filter(({ system }) => system !== '').slice(0, MAX_TYPES_SEARCHED);
}

/**
 * Returns the parameters of step 2 for a type, with changes: every search that is judged is one that Spreekuur.nl makes.
 * A filter that is undefined in the changes is left out.
 */
export function flowQuery(session: Session, type: Coding, changes: SlotFilters = {}): readonly QueryParameter[] {
  return session.slotQuery({ category: tokenOf(type), ...session.window, status: 'free', ...changes });
}

/** A day on which no search of Spreekuur.nl has results. */
const LONG_PAST = { from: DateTime.utc(2001, 1, 1), to: DateTime.utc(2001, 1, 2) };

/** Returns the parameters of a search without results, in the form of step 2. */
export function pastQuery(session: Session, type: Coding): readonly QueryParameter[] {
  return flowQuery(session, type, LONG_PAST);
}

/**
 * Searches the slots of every offered type as step 2 does, and of the type of the run.
 * @throws CheckBlocked when no search can be read: the first reason
 */
export async function searchSlotsOfTypes(session: Session): Promise<SlotSearchResult> {
  const slots = new Map<string, ParsedSlot>();
  const pages: XisResponse[] = [];
  const ofRun = await session.appointmentType().catch(blockedReason);
  let reason: CheckBlocked | undefined;
  const types = [...(ofRun instanceof CheckBlocked ? [] : [ofRun]), ...searchableTypes(await offeredTypes(session))];
  // A search that fails for one type does not hide the slots of another.
  const results = await Promise.all(
    types.map((type) => session.searchSlots(flowQuery(session, type)).catch(blockedReason)),
  );
  for (const result of results) {
    if (result instanceof CheckBlocked) {
      reason ??= result;
      continue;
    }
    for (const page of result.pages) if (!pages.includes(page)) pages.push(page);
    for (const slot of result.slots) slots.set(`${slot.exchange} ${slot.path}`, slot);
  }
  if (pages.length === 0) throw reason ?? new CheckBlocked('no appointment type is offered');
  return { slots: [...slots.values()], pages };
}

function offeredTypes(session: Session): Promise<readonly Coding[]> {
  return session.appointmentTypes().catch(() => []);
}

function blockedReason(error: unknown): CheckBlocked {
  if (error instanceof CheckBlocked) return error;
  throw error;
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
