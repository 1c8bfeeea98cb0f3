import type { Agb } from '../../fhir/agb.ts';
import type { LogStore } from '../store/store.ts';
import type { WorldDependencies } from '../world/world.ts';
import type { LogEntry } from './entry.ts';
import type { LogPart } from './kept-entries.ts';
import type { OrganizationLog } from './organization-log.ts';
import { fromStored } from './stored-log.ts';

/** The entries of logs: those in memory, and those that only the store has. */
export class History {
  readonly #store: LogStore | undefined;
  readonly #dependencies: WorldDependencies;

  constructor(store: LogStore | undefined, dependencies: WorldDependencies) {
    this.#store = store;
    this.#dependencies = dependencies;
  }

  /**
   * Returns the stored entries of a log after a number; undefined when some of them are deleted, or the number is beyond
   * the last one.
   * @throws StoreUnavailableError when the store is down
   */
  async readAfter(agb: Agb, log: OrganizationLog, number: number): Promise<readonly LogEntry[] | undefined> {
    const kept = log.after(number);
    if (kept) return kept;
    const stored = await this.#store?.readAfter(agb, number);
    return stored?.filter((entry) => entry.number <= log.stored).map((entry) => fromStored(entry, this.#dependencies));
  }

  /**
   * Returns the last entries of a log after a whole one: those in memory, or those of the store if they reach further back.
   * @throws StoreUnavailableError when the store is down
   */
  async readLast(agb: Agb, log: OrganizationLog): Promise<LogPart> {
    const store = this.#store;
    const stored = store?.kind === 'shared' ? (await store.catchUp(agb, undefined))?.entries : await store?.read(agb);
    const [base, ...entries] = (stored ?? []).map((entry) => fromStored(entry, this.#dependencies));
    const kept = log.kept();
    return base?.isWhole && base.number < kept.base.number ? { base, entries } : kept;
  }
}
