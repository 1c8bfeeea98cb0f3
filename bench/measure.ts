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

/**
 * Lets contenders measure themselves in turns, A B C A B C: what else the machine does meanwhile then strikes all of
 * them, and the quotients of a round hardly at all.
 * @returns what each measured, by round
 */
export async function runAlternately<K extends string, T>(
  rounds: number,
  contenders: Readonly<Record<K, () => Promise<T>>>,
): Promise<Readonly<Record<K, readonly T[]>>> {
  const names = Object.keys(contenders) as K[];
  const measured = Object.fromEntries(names.map((name) => [name, [] as T[]])) as Record<K, T[]>;
  for (let round = 0; round < rounds; round++) {
    for (const name of names) measured[name].push(await contenders[name]());
  }
  return measured;
}
