import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';

/** A command of the page that is under way or has failed. */
export interface Action<Arguments extends readonly unknown[]> {
  readonly isPending: boolean;
  /** Why it failed the last time. */
  readonly error: string | undefined;
  /** Runs it, unless it is under way, or after that with `isQueued`; resolves to whether it succeeded. */
  run(...given: Arguments): Promise<boolean>;
  /** Forgets the error. */
  clear(): void;
}

/**
 * Runs a command, and keeps its error for a notice beside what caused it.
 * @param options.isQueued runs it again after the one that is under way, for switches and steps; by default a second press is
 *   dropped, so that nothing is made twice
 */
export function useAction<Arguments extends readonly unknown[]>(
  work: (...given: Arguments) => unknown,
  { isQueued = false }: { readonly isQueued?: boolean } = {},
): Action<Arguments> {
  const isPending = useSignal(false);
  const error = useSignal<string | undefined>(undefined);
  const last = useRef<Promise<unknown>>(Promise.resolve());
  const isGone = useRef(false);
  useEffect(
    () => () => {
      isGone.current = true;
    },
    [],
  );
  const runNow = async (given: Arguments): Promise<boolean> => {
    isPending.value = true;
    error.value = undefined;
    try {
      await work(...given);
      return true;
    } catch (reason) {
      error.value = reason instanceof Error ? reason.message : String(reason);
      return false;
    } finally {
      isPending.value = false;
    }
  };
  return {
    get isPending() {
      return isPending.value;
    },
    get error() {
      return error.value;
    },
    run(...given) {
      if (!isQueued) return isPending.peek() ? Promise.resolve(false) : runNow(given);
      // What waits for its turn is not for the next organization.
      const done = last.current.then(() => (isGone.current ? false : runNow(given)));
      last.current = done;
      return done;
    },
    clear() {
      error.value = undefined;
    },
  };
}
