import type { Intervals } from './intervals.ts';

/** What a slot is at a moment. `tentative` is `needs-action` as published and `busy-tentative` in R4 (SL-3). */
export type SlotStatus = 'free' | 'busy' | 'tentative';

/** Statuses as bits, so that a set of them is a number. */
export const STATUS_BITS: Readonly<Record<SlotStatus, number>> = { free: 1, busy: 2, tentative: 4 };
export const ANY_STATUS = 7;

/** A parsed search for slots: all of it must hold (SL-12). */
export interface SlotQuery {
  /** Ids of schedules (SL-11); undefined: any. */
  readonly schedules?: ReadonlySet<string>;
  /** Indexes of appointment types (SL-8); undefined: any. */
  readonly types?: ReadonlySet<number>;
  /** When a slot may start (SL-9). */
  readonly starts: Intervals;
  /** Bits of the statuses (SL-10). */
  readonly statuses: number;
  /** At most so many slots in an answer; undefined: all. */
  readonly count?: number;
  /** Go on behind this slot, which was the last of the page before. */
  readonly after?: string;
}
