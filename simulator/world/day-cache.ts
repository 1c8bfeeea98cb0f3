/** An item is worth caching when it is used again within this number of uses. */
const RECENT_USES = 8192;

/** An item that can be created again, with its size. */
export interface Cached {
  bytes: number;
  /** The count of uses at the last use. */
  used: number;
  /** Removes the item from its owner. */
  drop(): void;
}

/**
 * Bounds the cached days of all agendas of a simulator, in bytes. Above the limit it evicts the least recently used items
 * down to three quarters of the limit, so that eviction is rare. Its users cache only items that are used a second time;
 * otherwise a search through a large agenda would fill the cache with days that are used once.
 */
export class DayCache {
  /** Returns whether an item that was last used at a count of uses is worth caching. */
  isWorthKeeping(lastUse: number | undefined): boolean {
    return lastUse !== undefined && this.#uses - lastUse < RECENT_USES;
  }

  /** The count of uses so far. */
  get uses(): number {
    return this.#uses;
  }

  #items = new Set<Cached>();
  #bytes = 0;
  #uses = 0;
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Records a use. */
  touch(item: Cached): void {
    item.used = ++this.#uses;
  }

  /** Adds an item, or changes its size by a number of bytes. */
  account(item: Cached, bytes: number): void {
    this.#items.add(item);
    item.bytes += bytes;
    this.#bytes += bytes;
    if (this.#bytes > this.#limit) this.#evict();
  }

  /** Removes an item that its owner has dropped. */
  forget(item: Cached): void {
    if (this.#items.delete(item)) this.#bytes -= item.bytes;
  }

  #evict(): void {
    const byUse = [...this.#items].sort((a, b) => a.used - b.used);
    for (const item of byUse) {
      if (this.#bytes <= this.#limit * 0.75 || item.used === this.#uses) break;
      this.forget(item);
      item.drop();
    }
  }
}
