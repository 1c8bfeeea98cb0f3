import { type Finding, violated } from '../check.ts';
import { describeValue } from '../read/json.ts';
import type { ParsedSlot } from '../read/parsed-slot.ts';
import { pastQuery } from '../session/choose-search.ts';
import type { XisResponse } from '../session/message.ts';
import { slotsIn } from '../session/search-slots.ts';
import type { Session } from '../session/session.ts';
import { formatMoment } from '../session/slot-query.ts';
import { sortByStart } from './times.ts';

/** Searches free slots of the type on a day long past; the slots are undefined when the response is no Bundle. */
export async function searchPast(
  session: Session,
): Promise<{ readonly response: XisResponse; readonly slots: readonly ParsedSlot[] | undefined }> {
  const query = pastQuery(session, await session.appointmentType());
  const response = await session.sendCached({ purpose: 'search slots on a day long past', path: '/Slot', query });
  return { response, slots: slotsIn(response, session.options.timeZone) };
}

/** Returns the violation by a slot that starts on another day than those of the window (SL-9); undefined without one. */
export function outsideWindow(session: Session, slots: readonly ParsedSlot[]): Finding | undefined {
  const { from, to } = session.window;
  const end = to.plus({ days: 1 }).toMillis();
  const slot = sortByStart(slots).find(({ startsAt }) => startsAt < from.toMillis() || startsAt >= end);
  if (!slot) return undefined;
  return violated({
    examined: slots.length,
    message: `a search by ${session.forms.dateParameter} returns a slot that starts on another day${EXPLANATION}`,
    expected: `starts from ${formatMoment(from)} up to ${formatMoment(to)}`,
    actual: describeValue(slot.start.text),
    path: `${slot.path}.start`,
    exchanges: [slot.exchange],
  });
}

/** The misreading that a violated filter on dates suggests (SL-19). */
export const EXPLANATION =
  ": it has to filter by the start of the slots, and not by the schedule's planning horizon as in R4 (SL-19)";
