import type { Figure } from './figure.ts';

/** How much is done for a figure. */
export interface Effort {
  /** How often every contender has its turn. */
  readonly rounds: number;
  /** How long a turn is. */
  readonly roundMs: number;
  /** How long a contender runs before its first turn counts. */
  readonly warmUpMs: number;
  /** How many appointments are booked in a turn. */
  readonly bookings: number;
  /** How often a process is started. */
  readonly starts: number;
  /** In how many processes of their own the library is started, each several times. */
  readonly processes: number;
}

/** One benchmark. */
export type Measure = (run: { readonly scratch: string; readonly effort: Effort }) => Promise<readonly Figure[]>;
