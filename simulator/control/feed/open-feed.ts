import type { Agb } from '../../../fhir/agb.ts';
import type { OrganizationLog } from '../../log/organization-log.ts';
import type { Simulation } from '../../simulation.ts';
import { StoreUnavailableError } from '../../store/store-error.ts';
import { Bell } from './bell.ts';
import { type OrganizationEvent, toEvent } from './event-view.ts';

/** The real milliseconds after which a store that is down is read again. */
const RETRY_MS = 1000;

/**
 * Opens the live feed of an organization, after an entry of its log. A reader has a position in the log and no queue of its
 * own, so a slow one takes no memory: entries that are no longer kept when it comes to them are a gap.
 * It ends when the organization is dropped or the simulator is closed.
 */
export function openFeed(simulation: Simulation, agb: Agb, after: number): AsyncIterableIterator<OrganizationEvent> {
  const feed = new Feed(simulation, agb, after);
  const events = feed.read();
  return {
    next: () => events.next(),
    return() {
      // A generator that waits would return after its wait only.
      feed.stop();
      return events.return(undefined);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

class Feed {
  readonly #simulation: Simulation;
  readonly #agb: Agb;
  #position: number;
  readonly #bell = new Bell();
  #isStopped = false;
  /** Whether the log that it reads goes on elsewhere. */
  #hasLogEnded = false;

  constructor(simulation: Simulation, agb: Agb, after: number) {
    this.#simulation = simulation;
    this.#agb = agb;
    this.#position = after;
  }

  stop(): void {
    this.#isStopped = true;
    this.#bell.ring();
  }

  async *read(): AsyncGenerator<OrganizationEvent, undefined> {
    const remove = this.#simulation.addFeed(this);
    try {
      for (;;) {
        this.#hasLogEnded = false;
        const log = await this.#fromStore(async () => this.#simulation.organizations.enter(this.#agb));
        if (!log) return;
        yield* this.#follow(log);
      }
    } finally {
      remove();
    }
  }

  /** Reads a log until it goes on elsewhere. */
  async *#follow(log: OrganizationLog): AsyncGenerator<OrganizationEvent, void> {
    const unsubscribe = log.subscribe({
      stored: () => this.#bell.ring(),
      end: () => {
        this.#hasLogEnded = true;
        this.#bell.ring();
      },
    });
    try {
      while (!this.#isOver) {
        const { organizations } = this.#simulation;
        const entries = await this.#fromStore(() => organizations.history.readAfter(this.#agb, log, this.#position));
        if (this.#isOver) return;
        if (!entries) {
          this.#position = log.stored;
          yield { type: 'gap', number: this.#position };
        } else if (entries.length === 0) {
          await this.#bell.wait();
        } else {
          for (const entry of entries) {
            this.#position = entry.number;
            yield toEvent(entry, log.world);
          }
        }
      }
    } finally {
      unsubscribe();
    }
  }

  get #isOver(): boolean {
    return this.#isStopped || this.#hasLogEnded;
  }

  /** Reads, and reads again while the store is down. */
  async #fromStore<T>(read: () => Promise<T>): Promise<T | undefined> {
    while (!this.#isOver) {
      try {
        return await read();
      } catch (error) {
        if (!(error instanceof StoreUnavailableError)) throw error;
        const cancel = this.#simulation.system.after(RETRY_MS, () => this.#bell.ring());
        await this.#bell.wait();
        cancel();
      }
    }
    return undefined;
  }
}
