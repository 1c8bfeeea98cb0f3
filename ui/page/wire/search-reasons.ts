import type { RequestExplanation } from '../../../simulator/index.ts';

type SearchExplanation = NonNullable<RequestExplanation['search']>;

const REASONS = [
  ['found', 'found'],
  ['busy', 'busy'],
  ['awaitingApproval', 'awaiting approval'],
  ['free', 'free'],
  ['outsideDates', 'outside the dates'],
  ['otherServiceCategory', 'other category'],
  ['otherSchedule', 'other schedule'],
] as const satisfies readonly (readonly [keyof SearchExplanation, string])[];

/** A reason why slots were found or not, with its share of all slots. */
export interface SearchReason {
  readonly key: (typeof REASONS)[number][0];
  /** `96 other category`. */
  readonly text: string;
  readonly percent: number;
}

/** Lists the reasons of a search that apply to any slot: first the slots that were found, then the nearest reasons. */
export function listSearchReasons(search: SearchExplanation): readonly SearchReason[] {
  return REASONS.flatMap(([key, name]) => {
    const count = search[key];
    return count === 0 ? [] : [{ key, text: `${count} ${name}`, percent: (100 * count) / search.slots }];
  });
}
