import type { Agb } from '../../fhir/agb.ts';
import { type Instant, instant } from '../../fhir/instant.ts';
import type { Missed, Position, SharedStore, Standing, StoredEntry } from '../../simulator/store/store.ts';

interface StoredLog {
  entries: readonly (StoredEntry & { readonly turn: string })[];
  standing: Standing;
}

/** A step of a call on a shared store: a hook at `stored` fails a commit whose outcome is unknown. */
export type Step = 'create' | 'read' | 'lock' | 'commit' | 'stored';

/** Is called before a step. It fails the step when it throws, and delays it by a promise. */
export type StepHook = (step: Step, agb: Agb) => void | Promise<void>;

/** A database in memory, of which a test controls each step; every `open` is another process. */
export class MemoryDatabase {
  readonly #logs = new Map<Agb, StoredLog>();
  readonly #locks = new Map<Agb, Promise<unknown>>();
  readonly #listeners = new Set<(agb: Agb) => void>();
  #turns = 0;

  /** The entries of an organization. */
  entries(agb: Agb): readonly StoredEntry[] {
    return this.#logs.get(agb)?.entries ?? [];
  }

  /** @param hook delays or fails the steps of this process */
  open(hook: StepHook = () => undefined): SharedStore {
    return {
      kind: 'shared',
      description: 'memory',
      list: async () => new Map([...this.#logs].map(([agb, { standing }]) => [agb, standing])),
      readAfter: async (agb, number) => this.#logs.get(agb)?.entries.filter((entry) => entry.number > number),
      create: async (agb, whole, standing) => {
        await hook('create', agb);
        if (this.#logs.has(agb)) return undefined;
        const turn = String(++this.#turns);
        this.#logs.set(agb, { entries: [{ ...whole, turn }], standing });
        this.#notify(agb);
        await hook('stored', agb);
        return { number: whole.number, turn };
      },
      catchUp: async (agb, position) => {
        await hook('read', agb);
        return this.#missed(agb, position);
      },
      exclusively: async (agb, position, decide) => {
        await hook('lock', agb);
        return this.#locked(agb, async () => {
          const log = this.#logs.get(agb);
          const missed = this.#missed(agb, position);
          if (!log || !missed) return undefined;
          const { entries, standing } = decide(missed);
          await hook('commit', agb);
          if (entries.length === 0) return missed.position;
          const turn = String(++this.#turns);
          log.entries = [...log.entries, ...entries.map((entry) => ({ ...entry, turn }))];
          log.standing = standing;
          this.#notify(agb);
          await hook('stored', agb);
          return { number: standing.number, turn };
        });
      },
      drop: (agb, usedBefore = instant(Number.POSITIVE_INFINITY)) =>
        this.#locked(agb, async () => {
          const log = this.#logs.get(agb);
          if (!log || log.standing.usedAt >= usedBefore) return false;
          this.#logs.delete(agb);
          this.#notify(agb);
          return true;
        }),
      listAwake: async (now: Instant) =>
        [...this.#logs].flatMap(
          ([
            agb,
            {
              standing: { dueAt, reachesOthers },
            },
          ]) => (reachesOthers || (dueAt !== undefined && dueAt <= now) ? [agb] : []),
        ),
      onChange: (listener) => void this.#listeners.add(listener),
      close: async () => undefined,
    };
  }

  #missed(agb: Agb, position: Position | undefined): Missed | undefined {
    const log = this.#logs.get(agb);
    if (!log) return undefined;
    const { entries } = log;
    const [last] = entries.slice(-1);
    const isKnown = entries.some(({ number, turn }) => number === position?.number && turn === position.turn);
    if (!last || (position && !isKnown)) return undefined;
    return {
      position: { number: last.number, turn: last.turn },
      entries: entries.filter(({ number }) => number > (position?.number ?? 0)),
    };
  }

  async #locked<T>(agb: Agb, work: () => Promise<T>): Promise<T> {
    const turn = (this.#locks.get(agb) ?? Promise.resolve()).then(work);
    this.#locks.set(
      agb,
      turn.catch(() => undefined),
    );
    return turn;
  }

  #notify(agb: Agb): void {
    for (const listener of this.#listeners) listener(agb);
  }
}
