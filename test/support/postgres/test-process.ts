import type { Agb } from '../../../fhir/agb.ts';
import { instant } from '../../../fhir/instant.ts';
import { openPostgresStore } from '../../../simulator/store/postgres/postgres-store.ts';
import type { Missed, Position, SharedStore, Standing, StoredEntry } from '../../../simulator/store/store.ts';
import { realSystem } from '../../../simulator/system.ts';

/** Returns the standing of an organization after an entry. */
export function standingAt(number: number, standing: Partial<Standing> = {}): Standing {
  return { number, reachesOthers: false, usedAt: instant(number), ...standing };
}

/**
 * The work of a process of the simulator with a store, for one organization: its state are the numbers that were taken, in
 * their order; an entry takes one, and a whole entry has them all.
 */
export class TestProcess {
  readonly store: SharedStore;
  readonly agb: Agb;
  /** Makes each entry long. */
  readonly #filler: string;
  position: Position | undefined;
  taken: number[] = [];

  constructor(store: SharedStore, agb: Agb, filler = '') {
    this.store = store;
    this.agb = agb;
    this.#filler = filler;
  }

  create(): Promise<Position | undefined> {
    return this.store.create(this.agb, this.#whole(1, []), standingAt(1));
  }

  /** Takes a number, unless it is taken. */
  async take(number: number): Promise<boolean> {
    return (await this.takeAll([number])).length === 1;
  }

  /** Takes those of some numbers that are not taken, in one turn, and returns them. */
  async takeAll(numbers: readonly number[]): Promise<readonly number[]> {
    let free: readonly number[] = [];
    try {
      const after = await this.store.exclusively(this.agb, this.position, (missed) => {
        this.apply(missed);
        free = numbers.filter((number) => !this.taken.includes(number));
        const first = missed.position.number + 1;
        const entries = free.map((taken, index) => ({
          number: first + index,
          json: JSON.stringify({ taken, filler: this.#filler }),
        }));
        this.taken.push(...free);
        const head = missed.position.number + free.length;
        return { entries, standing: standingAt(head), whole: () => this.#whole(head, this.taken) };
      });
      if (!after) throw new Error('another log');
      this.position = after;
      return free;
    } catch (error) {
      this.forget();
      throw error;
    }
  }

  /** Reads what other processes have taken. */
  async read(): Promise<readonly number[]> {
    const missed = await this.store.catchUp(this.agb, this.position);
    if (missed) this.apply(missed);
    else this.forget();
    return this.taken;
  }

  /** As the simulator does after a failure: the next call reads the organization from the store. */
  forget(): void {
    this.position = undefined;
    this.taken = [];
  }

  apply({ entries, position }: Missed): void {
    for (const { json } of entries) {
      const { all, taken } = JSON.parse(json) as { all?: number[]; taken?: number };
      if (all) this.taken = [...all];
      if (taken !== undefined) this.taken.push(taken);
    }
    this.position = position;
  }

  #whole(number: number, all: readonly number[]): StoredEntry {
    return { number, json: JSON.stringify({ all }) };
  }
}

/** Opens a store that notes what it has to say. */
export async function openTestStore(url: string): Promise<{ store: SharedStore; notices: string[] }> {
  const notices: string[] = [];
  const store = await openPostgresStore(url, { after: realSystem.after, onNotice: (text) => notices.push(text) });
  return { store, notices };
}
