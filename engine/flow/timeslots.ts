import type { FlowContext } from '../context.ts';
import type { Failure } from '../failure.ts';
import { createObserver, type Observation } from '../observation.ts';
import type { TypeCoding } from '../read/coding.ts';
import type { Timeslot } from '../read/slot.ts';
import { belongsTo, queryInstant, WEEKS, weekPage } from '../window.ts';
import { searchSlots } from './search-slots.ts';

/** What step 3 came to. */
export type TimeslotsResult =
  | {
      readonly outcome: 'timeslots';
      readonly slots: readonly Timeslot[];
      /** The first moment of the week and the first behind it, ISO 8601. */
      readonly from: string;
      readonly to: string;
      /** Told when there is no slot. */
      readonly text?: string;
      readonly observations: readonly Observation[];
    }
  | Failure;

/**
 * Step 3: the free slots of an agenda in one week (SL-14), in order of time.
 * @param week 1 to 4
 * @throws RangeError for another week
 */
export async function findTimeslots(
  context: FlowContext,
  type: Pick<TypeCoding, 'system' | 'code'>,
  schedule: string,
  week: number,
): Promise<TimeslotsResult> {
  if (!Number.isInteger(week) || week < 1 || week > WEEKS)
    throw new RangeError(`expected a week from 1 to ${WEEKS}, found ${week}`);
  const observe = createObserver();
  const window = context.window();
  const page = weekPage(window, week);
  const found = await searchSlots(context, { type, span: page, schedule }, observe);
  if ('outcome' in found) return found;
  const slots = found.slots
    .filter(({ startsAt }) => belongsTo(page, window, startsAt))
    .sort((a, b) => a.startsAt - b.startsAt);
  return {
    outcome: 'timeslots',
    slots,
    from: queryInstant(page.from),
    to: queryInstant(page.to),
    ...(slots.length === 0 ? { text: context.text('no-timeslots') } : {}),
    observations: observe.observations,
  };
}
