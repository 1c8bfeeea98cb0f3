import type { System } from '../system.ts';
import { RecentItems } from './recent-items.ts';

/** The events that are kept for later callers: 1000, and 4 MiB. */
const MAX_UNCLAIMED = { items: 1000, bytes: 4_194_304 };

/** A caller that awaits an event. */
interface Waiter<T> {
  readonly test: (item: T) => boolean;
  resolve(item: T): void;
  reject(error: Error): void;
}

/** A queue from which callers await events; each event goes to one caller, in the order of publication. */
export class EventQueue<T> {
  readonly #system: System;
  readonly #unclaimed: RecentItems<T>;
  readonly #waiting = new Set<Waiter<T>>();

  /** @param sizeOf returns the approximate memory of an event, in bytes */
  constructor(system: System, sizeOf: (item: T) => number) {
    this.#system = system;
    this.#unclaimed = new RecentItems(MAX_UNCLAIMED, sizeOf);
  }

  publish(item: T): void {
    for (const waiter of this.#waiting) {
      if (!waiter.test(item)) continue;
      this.#waiting.delete(waiter);
      waiter.resolve(item);
      return;
    }
    this.#unclaimed.add(item);
  }

  /**
   * Returns the first unclaimed event that passes a test, also an event from before the call.
   * @param what names the event in the error message
   * @param timeoutMs real milliseconds
   */
  next(test: (item: T) => boolean, what: string, timeoutMs: number): Promise<T> {
    const earlier = this.#unclaimed.take(test);
    if (earlier !== undefined) return Promise.resolve(earlier);
    return new Promise((resolve, reject) => {
      const cancel = this.#system.after(timeoutMs, () => {
        this.#waiting.delete(waiter);
        reject(new Error(`no ${what} within ${timeoutMs} ms`));
      });
      const waiter: Waiter<T> = {
        test,
        resolve: (item) => {
          cancel();
          resolve(item);
        },
        reject: (error) => {
          cancel();
          reject(error);
        },
      };
      this.#waiting.add(waiter);
    });
  }

  /** Removes all events, and rejects all waiting callers. */
  clear(reason: string): void {
    this.#unclaimed.clear();
    for (const waiter of this.#waiting) waiter.reject(new Error(reason));
    this.#waiting.clear();
  }
}
