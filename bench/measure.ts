import type { Figure } from './figure.ts';

/** The work for a figure. */
export interface Effort {
  /** The number of turns of every contender. */
  readonly rounds: number;
  /** The duration of a turn. */
  readonly roundMs: number;
  /** The duration of the warm-up before the first turn. */
  readonly warmUpMs: number;
  /** The number of bookings in a turn. */
  readonly bookings: number;
  /** The number of starts of a process. */
  readonly starts: number;
  /** The number of checks of the built-in practice. */
  readonly checks: number;
  /** The number of builds of the project. */
  readonly builds: number;
  /** The number of processes in which the library is started several times, or many organizations are created. */
  readonly processes: number;
  /** The number of rounds of the soak. */
  readonly soakRounds: number;
  /** The number of entries of the log that a simulator starts with. */
  readonly logEntries: number;
}

/** One benchmark. */
export type Measure = (run: { readonly scratch: string; readonly effort: Effort }) => Promise<readonly Figure[]>;

/**
 * Runs contenders in turns, A B C A B C: other work of the machine then affects all of them, and hardly changes the
 * quotients of a round.
 * @returns the measurements of each contender, by round
 */
export async function runAlternately<K extends string, T>(
  rounds: number,
  contenders: Readonly<Record<K, (round: number) => Promise<T>>>,
): Promise<Readonly<Record<K, readonly T[]>>> {
  const names = Object.keys(contenders) as K[];
  const measured = Object.fromEntries(names.map((name) => [name, [] as T[]])) as Record<K, T[]>;
  for (let round = 0; round < rounds; round++) {
    for (const name of names) measured[name].push(await contenders[name](round));
  }
  return measured;
}
