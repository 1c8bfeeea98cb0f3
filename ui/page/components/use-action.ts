import { useSignal } from '@preact/signals';

/** A command of the page that is under way or has failed. */
export interface Action<Arguments extends readonly unknown[]> {
  readonly isPending: boolean;
  /** Why it failed the last time. */
  readonly error: string | undefined;
  /** Runs it, unless it is under way; resolves to whether it succeeded. */
  run(...given: Arguments): Promise<boolean>;
  /** Forgets the error. */
  clear(): void;
}

/** Runs a command, and keeps its error for a notice beside what caused it. */
export function useAction<Arguments extends readonly unknown[]>(
  work: (...given: Arguments) => unknown,
): Action<Arguments> {
  const isPending = useSignal(false);
  const error = useSignal<string | undefined>(undefined);
  return {
    get isPending() {
      return isPending.value;
    },
    get error() {
      return error.value;
    },
    async run(...given) {
      if (isPending.peek()) return false;
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
    },
    clear() {
      error.value = undefined;
    },
  };
}
