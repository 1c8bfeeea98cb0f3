import type { System } from '../system.ts';
import { RecentItems } from './recent-items.ts';

/** The events that are kept for later callers: 1000, and 4 MiB. */
const MAX_UNCLAIMED = { items: 1000, bytes: 4_194_304 };

export type EventQueue<T> = ReturnType<typeof createEventQueue<T>>;

/**
 * Creates a queue from which callers await events; each event goes to one caller, in the order of publication.
 * @param sizeOf returns the approximate memory of an event, in bytes
 */
export function createEventQueue<T>(system: System, sizeOf: (item: T) => number) {
  const unclaimed = new RecentItems<T>(MAX_UNCLAIMED, sizeOf);
  const waiting = new Set<{
    readonly test: (item: T) => boolean;
    resolve(item: T): void;
    reject(error: Error): void;
  }>();
  return {
    publish(item: T): void {
      for (const waiter of waiting) {
        if (!waiter.test(item)) continue;
        waiting.delete(waiter);
        waiter.resolve(item);
        return;
      }
      unclaimed.add(item);
    },
    /**
     * Returns the first unclaimed event that passes a test, also an event from before the call.
     * @param what names the event in the error message
     * @param timeoutMs real milliseconds
     */
    next(test: (item: T) => boolean, what: string, timeoutMs: number): Promise<T> {
      const earlier = unclaimed.take(test);
      if (earlier !== undefined) return Promise.resolve(earlier);
      return new Promise((resolve, reject) => {
        const cancel = system.after(timeoutMs, () => {
          waiting.delete(waiter);
          reject(new Error(`no ${what} within ${timeoutMs} ms`));
        });
        const waiter = {
          test,
          resolve: (item: T) => {
            cancel();
            resolve(item);
          },
          reject: (error: Error) => {
            cancel();
            reject(error);
          },
        };
        waiting.add(waiter);
      });
    },
    /** Removes all events, and rejects all waiting callers. */
    clear(reason: string): void {
      unclaimed.clear();
      for (const waiter of waiting) waiter.reject(new Error(reason));
      waiting.clear();
    },
  };
}
