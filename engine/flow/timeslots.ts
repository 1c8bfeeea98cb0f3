import { defined } from '../../schema/defined.ts';
import type { FlowContext } from '../context.ts';
import type { Failure } from '../failure.ts';
import { createObserver, type Observation } from '../observation.ts';
import type { TypeCoding } from '../read/appointment-types.ts';
import type { Timeslot } from '../read/slot.ts';
import { belongsTo, endOf, formatSeconds, WEEKS, weekPage } from '../window.ts';
import { searchSlots } from './search-slots.ts';

/** The result of step 3. */
export type TimeslotsResult =
  | {
      readonly outcome: 'timeslots';
      readonly slots: readonly Timeslot[];
      /** The first moment of the week and the first moment after it, ISO 8601. */
      readonly from: string;
      readonly to: string;
      /** The text for the patient when the week has no slots. */
      readonly text?: string;
      readonly observations: readonly Observation[];
    }
  | Failure;

/**
 * Finds the free slots of an agenda in one week, in order of time (step 3; SL-14).
 * @param schedule the id of the agenda's schedule; undefined for any agenda (AG-5)
 * @param week 1 to 4
 * @throws RangeError for another week
 */
export async function findTimeslots(
  context: FlowContext,
  type: Pick<TypeCoding, 'system' | 'code'>,
  schedule: string | undefined,
  week: number,
): Promise<TimeslotsResult> {
  if (!Number.isInteger(week) || week < 1 || week > WEEKS)
    throw new RangeError(`expected a week from 1 to ${WEEKS}, got ${week}`);
  const observe = createObserver();
  const window = context.window();
  const page = weekPage(window, week);
  const found = await searchSlots(context, { type, span: page, ...defined({ schedule }) }, observe);
  if ('outcome' in found) return found;
  const slots = found.slots
    .filter(({ startsAt }) => belongsTo(page, window, startsAt))
    .sort((a, b) => a.startsAt - b.startsAt);
  return {
    outcome: 'timeslots',
    slots,
    from: formatSeconds(page.from),
    to: formatSeconds(endOf(page)),
    ...(slots.length === 0 ? { text: context.messageFor('no-timeslots') } : {}),
    observations: observe.observations,
  };
}
