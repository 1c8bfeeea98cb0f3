import type { Retention } from '../domain/practice.ts';

/** The most recent items within a retention. Adding an item costs the same, however many items there are. */
export class RecentItems<T> {
  readonly #retention: Retention;
  readonly #sizeOf: (item: T) => number;
  readonly #onDrop: ((item: T) => void) | undefined;
  #items: T[] = [];
  /** The index of the first item that is kept: removing it from the array for each new item would move all others. */
  #first = 0;
  #bytes = 0;

  /**
   * @param sizeOf returns the approximate memory of an item, in bytes; the same for the same item
   * @param onDrop is called for each item that is no longer kept
   */
  constructor(retention: Retention, sizeOf: (item: T) => number, onDrop?: (item: T) => void) {
    this.#retention = retention;
    this.#sizeOf = sizeOf;
    this.#onDrop = onDrop;
  }

  /** The approximate memory of the items, in bytes. */
  get bytes(): number {
    return this.#bytes;
  }

  get size(): number {
    return this.#items.length - this.#first;
  }

  /** Returns an item by its position; undefined outside the items. */
  at(index: number): T | undefined {
    return index < 0 ? undefined : this.#items[this.#first + index];
  }

  /** Returns the items, oldest first. */
  list(): readonly T[] {
    return this.#items.slice(this.#first);
  }

  /** Adds an item, and drops the oldest items above the retention. */
  add(item: T): void {
    this.#items.push(item);
    this.#bytes += this.#sizeOf(item);
    while (this.size > this.#retention.items || this.#bytes > this.#retention.bytes) this.#dropFirst();
    if (this.#first > this.#items.length / 2) {
      this.#items = this.#items.slice(this.#first);
      this.#first = 0;
    }
  }

  #dropFirst(): void {
    const item = this.#items[this.#first] as T;
    // The place keeps no reference to the item, so that its memory is free before the array is copied.
    this.#items[this.#first] = undefined as T;
    this.#first++;
    this.#bytes -= this.#sizeOf(item);
    this.#onDrop?.(item);
  }

  /** Removes and returns the oldest item that passes a test. */
  take(test: (item: T) => boolean): T | undefined {
    for (let index = this.#first; index < this.#items.length; index++) {
      const item = this.#items[index] as T;
      if (!test(item)) continue;
      this.#items.splice(index, 1);
      this.#bytes -= this.#sizeOf(item);
      return item;
    }
    return undefined;
  }

  /** Removes all items. */
  clear(): void {
    this.#items = [];
    this.#first = 0;
    this.#bytes = 0;
  }
}
