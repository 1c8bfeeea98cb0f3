import type { Intervals } from './intervals.ts';

/** The status of a slot; `tentative` is published as `needs-action`, in R4 as `busy-tentative` (SL-3). */
export type SlotStatus = 'free' | 'busy' | 'tentative';

/** Statuses as bits, so that a set of them is a number. */
export const STATUS_BITS: Readonly<Record<SlotStatus, number>> = { free: 1, busy: 2, tentative: 4 };
export const ANY_STATUS = 7;

/** A parsed slot search; all criteria must match (SL-12). */
export interface SlotQuery {
  /** The ids of schedules (SL-11); undefined means all. */
  readonly schedules?: ReadonlySet<string>;
  /** The indexes of appointment types (SL-8); undefined means all. */
  readonly types?: ReadonlySet<number>;
  /** The intervals of the start (SL-9). */
  readonly starts: Intervals;
  /** Bits of the statuses (SL-10). */
  readonly statuses: number;
  /** The page size; undefined means no pagination. */
  readonly count?: number;
  /** The id of the last slot of the previous page. */
  readonly after?: string;
}
