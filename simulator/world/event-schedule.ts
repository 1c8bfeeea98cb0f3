import type { Instant } from '../../fhir/instant.ts';

/** What is scheduled at an instant. */
export interface Scheduled {
  readonly at: Instant;
  /** The name by which it is cancelled; undefined for what is never cancelled. */
  readonly key: string | undefined;
}

interface Entry<T> {
  readonly item: T;
  readonly order: number;
  isCancelled: boolean;
}

/** Cancelled entries below this number stay until their time. */
const MIN_COMPACTED = 64;

/**
 * Items by their instants, and at the same instant in the order in which they were added: a binary heap, so that adding
 * and cancelling one of many takes few steps.
 */
export class EventSchedule<T extends Scheduled> {
  #heap: Entry<T>[] = [];
  readonly #byKey = new Map<string, Set<Entry<T>>>();
  #order = 0;
  #cancelled = 0;
  /** The number of comparisons so far, for tests. */
  comparisons = 0;

  add(item: T): void {
    const entry = { item, order: ++this.#order, isCancelled: false };
    this.#heap.push(entry);
    this.#moveUp(this.#heap.length - 1);
    if (item.key === undefined) return;
    const entries = this.#byKey.get(item.key);
    if (entries) entries.add(entry);
    else this.#byKey.set(item.key, new Set([entry]));
  }

  /** Cancels all items with a key. */
  cancel(key: string): void {
    for (const entry of this.#byKey.get(key) ?? []) {
      entry.isCancelled = true;
      this.#cancelled++;
    }
    this.#byKey.delete(key);
    if (this.#cancelled > MIN_COMPACTED && this.#cancelled > this.#heap.length / 2) this.#compact();
  }

  /** Returns the first item. */
  first(): T | undefined {
    while (this.#heap[0]?.isCancelled) {
      this.#removeFirst();
      this.#cancelled--;
    }
    return this.#heap[0]?.item;
  }

  /** Removes and returns the first item. */
  takeFirst(): T | undefined {
    const item = this.first();
    if (item === undefined) return undefined;
    const entry = this.#removeFirst();
    if (entry && item.key !== undefined) this.#forgetKey(item.key, entry);
    return item;
  }

  /** Returns all items, in order. */
  list(): readonly T[] {
    return this.#sorted().map(({ item }) => item);
  }

  /** Removes and returns all items, in order. */
  clear(): readonly T[] {
    const items = this.list();
    this.#heap = [];
    this.#byKey.clear();
    this.#cancelled = 0;
    return items;
  }

  #sorted(): Entry<T>[] {
    return this.#heap
      .filter(({ isCancelled }) => !isCancelled)
      .sort((a, b) => a.item.at - b.item.at || a.order - b.order);
  }

  /** Removes cancelled entries. A sorted list is a heap. */
  #compact(): void {
    this.#heap = this.#sorted();
    this.#cancelled = 0;
  }

  #forgetKey(key: string, entry: Entry<T>): void {
    const entries = this.#byKey.get(key);
    if (entries?.delete(entry) && entries.size === 0) this.#byKey.delete(key);
  }

  #removeFirst(): Entry<T> | undefined {
    const first = this.#heap[0];
    const last = this.#heap.pop();
    if (last && this.#heap.length > 0) {
      this.#heap[0] = last;
      this.#moveDown(0);
    }
    return first;
  }

  #moveUp(start: number): void {
    for (let index = start; index > 0; ) {
      const parent = (index - 1) >> 1;
      if (!this.#isBefore(index, parent)) return;
      this.#swap(index, parent);
      index = parent;
    }
  }

  #moveDown(start: number): void {
    for (let index = start; ; ) {
      const [left, right] = [2 * index + 1, 2 * index + 2];
      let first = index;
      if (left < this.#heap.length && this.#isBefore(left, first)) first = left;
      if (right < this.#heap.length && this.#isBefore(right, first)) first = right;
      if (first === index) return;
      this.#swap(index, first);
      index = first;
    }
  }

  #isBefore(a: number, b: number): boolean {
    this.comparisons++;
    const [first, second] = [this.#heap[a] as Entry<T>, this.#heap[b] as Entry<T>];
    return first.item.at - second.item.at < 0 || (first.item.at === second.item.at && first.order < second.order);
  }

  #swap(a: number, b: number): void {
    [this.#heap[a], this.#heap[b]] = [this.#heap[b] as Entry<T>, this.#heap[a] as Entry<T>];
  }
}
