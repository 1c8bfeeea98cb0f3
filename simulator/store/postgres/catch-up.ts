import type { Missed } from '../store.ts';
import type { Database } from './connection.ts';
import { type MissedRow, queryMissed, type Reader, toMissed } from './read-missed.ts';

/** The queries at once: the other connections are for turns. */
const MAX_QUERIES = 2;
/** The readers of one query. */
const MAX_READERS = 100;
/** Those of them without a position: each gets a whole organization, of 4 MiB and more. */
const MAX_WHOLE = 4;

interface Waiting {
  readonly reader: Reader;
  readonly calls: { resolve(missed: Missed | undefined): void; reject(error: unknown): void }[];
}

/** Reads what readers have missed: calls that come while queries are under way share the next one. */
export class CatchUp {
  readonly #database: Pick<Database, 'read'>;
  readonly #waiting = new Map<string, Waiting>();
  #queries = 0;
  #isPlanned = false;

  constructor(database: Pick<Database, 'read'>) {
    this.#database = database;
  }

  /** Reads what a reader has missed, by a query that begins after this call. */
  read(reader: Reader): Promise<Missed | undefined> {
    const key = JSON.stringify([reader.agb, reader.position?.number, reader.position?.turn]);
    const waiting = this.#waiting.get(key) ?? { reader, calls: [] };
    this.#waiting.set(key, waiting);
    this.#plan();
    return new Promise((resolve, reject) => waiting.calls.push({ resolve, reject }));
  }

  /** Requests that arrive together come in callbacks of their own; so the query waits until all of them have run. */
  #plan(): void {
    if (this.#isPlanned || this.#queries >= MAX_QUERIES || this.#waiting.size === 0) return;
    this.#isPlanned = true;
    setImmediate(() => {
      this.#isPlanned = false;
      void this.#query();
      this.#plan();
    });
  }

  /** Takes the readers of the next query, in the order in which they came. */
  #takeGroup(): readonly (readonly [key: string, Waiting])[] {
    const isWhole = ([, { reader }]: readonly [string, Waiting]): boolean => reader.position === undefined;
    const waiting = [...this.#waiting];
    const postponed = new Set(waiting.filter(isWhole).slice(MAX_WHOLE));
    const group = waiting.filter((each) => !postponed.has(each)).slice(0, MAX_READERS);
    for (const [key] of group) this.#waiting.delete(key);
    return group;
  }

  async #query(): Promise<void> {
    const group = this.#takeGroup();
    this.#queries++;
    try {
      const rows = await this.#database.read<MissedRow>(queryMissed(group.map(([, { reader }]) => reader)));
      const rowsOfReaders = group.map((): MissedRow[] => []);
      for (const row of rows) rowsOfReaders[row.reader - 1]?.push(row);
      for (const [index, [, { calls }]] of group.entries()) {
        const missed = toMissed(rowsOfReaders[index] ?? []);
        for (const call of calls) call.resolve(missed);
      }
    } catch (error) {
      for (const [, { calls }] of group) for (const call of calls) call.reject(error);
    } finally {
      this.#queries--;
      this.#plan();
    }
  }
}
