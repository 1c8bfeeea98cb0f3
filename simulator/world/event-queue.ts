import type { System } from '../system.ts';

/** The number of events that are kept for later callers. */
const MAX_UNCLAIMED = 1000;

export type EventQueue<T> = ReturnType<typeof createEventQueue<T>>;

/** Creates a queue from which callers await events; each event goes to one caller, in the order of publication. */
export function createEventQueue<T>(system: System) {
  let unclaimed: T[] = [];
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
      unclaimed.push(item);
      if (unclaimed.length > MAX_UNCLAIMED) unclaimed = unclaimed.slice(-MAX_UNCLAIMED / 2);
    },
    /**
     * Returns the first unclaimed event that passes a test, also an event from before the call.
     * @param what names the event in the error message
     * @param timeoutMs real milliseconds
     */
    next(test: (item: T) => boolean, what: string, timeoutMs: number): Promise<T> {
      const index = unclaimed.findIndex(test);
      if (index >= 0) return Promise.resolve(unclaimed.splice(index, 1)[0] as T);
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
      unclaimed = [];
      for (const waiter of waiting) waiter.reject(new Error(reason));
      waiting.clear();
    },
  };
}
