import type { System } from '../system.ts';

/** Lets callers await what is to happen: each thing is handed out once, in the order in which it happened. */
export interface EventQueue<T> {
  /** Something has happened. */
  publish(item: T): void;
  /**
   * The next one that passes the test and was not handed out yet, however long ago it happened.
   * @param test which one
   * @param what to call it when it does not come
   * @param timeoutMs real milliseconds to wait for it
   */
  next(test: (item: T) => boolean, what: string, timeoutMs: number): Promise<T>;
  /** Forgets what has happened, and lets nobody wait any longer. */
  clear(reason: string): void;
}

/** How many things are kept for somebody who may ask for them. */
const MAX_UNCLAIMED = 1000;

export function createEventQueue<T>(system: System): EventQueue<T> {
  let kept: T[] = [];
  const waiting = new Set<{
    readonly test: (item: T) => boolean;
    resolve(item: T): void;
    reject(error: Error): void;
  }>();
  return {
    publish(item) {
      for (const waiter of waiting) {
        if (!waiter.test(item)) continue;
        waiting.delete(waiter);
        waiter.resolve(item);
        return;
      }
      kept.push(item);
      if (kept.length > MAX_UNCLAIMED) kept = kept.slice(-MAX_UNCLAIMED / 2);
    },
    next(test, what, timeoutMs) {
      const index = kept.findIndex(test);
      if (index >= 0) return Promise.resolve(kept.splice(index, 1)[0] as T);
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
    clear(reason) {
      kept = [];
      for (const waiter of waiting) waiter.reject(new Error(reason));
      waiting.clear();
    },
  };
}
