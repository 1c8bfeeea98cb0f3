/** Asked for again within so many uses, a thing is kept. */
const RECENT_USES = 8192;

/** Something that can be made again, and how many bytes it holds meanwhile. */
export interface Cached {
  bytes: number;
  /** When it was last used: a count, not a time. */
  used: number;
  /** Forgets it. */
  drop(): void;
}

/**
 * Bounds what all agendas of a simulator keep ready, in bytes. When it is too much, what was not used for longest goes
 * first, down to three quarters of the bound, so that room is made seldom. Whoever uses it keeps only what is asked for a
 * second time: a search that wanders over a large agenda would otherwise fill it with days that nobody asks for again.
 */
export class DayCache {
  /** Whether something that was last asked for at a count of uses is asked for again soon enough to be worth keeping. */
  isWorthKeeping(lastAsked: number | undefined): boolean {
    return lastAsked !== undefined && this.#uses - lastAsked < RECENT_USES;
  }

  /** The count of uses so far. */
  get uses(): number {
    return this.#uses;
  }

  #held = new Set<Cached>();
  #bytes = 0;
  #uses = 0;
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Notes a use; cheap enough for every request. */
  touch(item: Cached): void {
    item.used = ++this.#uses;
  }

  /** Keeps a new item, or notes that one has grown or shrunk by a number of bytes. */
  account(item: Cached, bytes: number): void {
    this.#held.add(item);
    item.bytes += bytes;
    this.#bytes += bytes;
    if (this.#bytes > this.#limit) this.#makeRoom();
  }

  /** Stops counting an item that its owner has dropped. */
  forget(item: Cached): void {
    if (this.#held.delete(item)) this.#bytes -= item.bytes;
  }

  #makeRoom(): void {
    const byUse = [...this.#held].sort((a, b) => a.used - b.used);
    for (const item of byUse) {
      if (this.#bytes <= this.#limit * 0.75 || item.used === this.#uses) break;
      this.forget(item);
      item.drop();
    }
  }
}
