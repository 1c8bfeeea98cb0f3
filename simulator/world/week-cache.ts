/** An item is worth caching when it is among the last items that were created: at least so many, and at most twice. */
const MIN_RECENT = 1024;

/** An item that can be created again, with its size. */
export interface Cached {
  bytes: number;
  /** The count of uses at the last use. */
  used: number;
  /** Removes the item from its owner. */
  drop(): void;
}

/**
 * Bounds the cached weeks of all agendas of a simulator, in bytes. Above the limit it evicts the least recently used items
 * down to three quarters of the limit, so that eviction is rare. Its users cache only items that are used a second time;
 * otherwise a search through a large agenda would fill the cache with weeks that are used once.
 */
export class WeekCache {
  #items = new Set<Cached>();
  /** The keys of the items that were created last. */
  #recent = new Set<string>();
  /** The keys of those before them. */
  #lessRecent: ReadonlySet<string> = new Set();
  #lastOwner = 0;
  #bytes = 0;
  #uses = 0;
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Returns a number for the keys of an owner's items. */
  nextOwner(): number {
    return ++this.#lastOwner;
  }

  /**
   * Notes that an item is created, and returns whether it is worth caching.
   * @param key the number of the owner, and what the item is among the owner's
   */
  isWorthKeeping(key: string): boolean {
    const isAgain = this.#recent.has(key) || this.#lessRecent.has(key);
    this.#recent.add(key);
    if (this.#recent.size >= MIN_RECENT) {
      this.#lessRecent = this.#recent;
      this.#recent = new Set();
    }
    return isAgain;
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
