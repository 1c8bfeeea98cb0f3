import type { ResolvedCheckOptions, Wait } from '../options.ts';
import { realSystem } from '../system.ts';

/** A shorter wait is not shown, in real milliseconds. */
const SILENT_MS = 2000;

/** How long a run has waited for something. */
export interface Waited {
  readonly text: string;
  count: number;
  durationMs: number;
}

export type Waits = ReturnType<typeof createWaits>;

/** Shows what a run waits for, and adds up how long. */
export function createWaits({ system, onProgress }: Pick<ResolvedCheckOptions, 'system' | 'onProgress'>) {
  const waited = new Map<string, Waited>();
  /** Those that are shown, the last one at the end, with the time of their end on the clock of `elapsed`. */
  const shown = new Map<object, { readonly wait: Wait; readonly until: number }>();

  const show = (key: object, wait: Wait, remainingMs: number): void => {
    shown.delete(key);
    shown.set(key, { wait, until: system.elapsed() + remainingMs });
    onProgress({ kind: 'waiting', from: wait.from, text: wait.text, remainingMs });
  };
  /** Shows the wait that was shown before, if it goes on. */
  const hide = (key: object): void => {
    if (!shown.delete(key)) return;
    const last = [...shown.values()].at(-1);
    if (!last) return onProgress({ kind: 'waited' });
    const remainingMs = Math.max(0, Math.round(last.until - system.elapsed()));
    onProgress({ kind: 'waiting', from: last.wait.from, text: last.wait.text, remainingMs });
  };
  const count = (text: string, durationMs: number): void => {
    const sum = waited.get(text) ?? { text, count: 0, durationMs: 0 };
    sum.count++;
    sum.durationMs += durationMs;
    waited.set(text, sum);
  };

  return {
    /**
     * Acts while the wait is shown, unless it is short.
     * @param act gets a function that shows how much of the wait remains, in real milliseconds
     */
    async during<T>(wait: Wait, act: (showRemaining: (remainingMs: number) => void) => Promise<T>): Promise<T> {
      const key = {};
      const began = system.elapsed();
      if (wait.timeoutMs > SILENT_MS) show(key, wait, wait.timeoutMs);
      try {
        return await act((remainingMs) => show(key, wait, remainingMs));
      } finally {
        hide(key);
        count(wait.text, Math.round(system.elapsed() - began));
      }
    },
    /** Shows a wait for something that is usually there at once, from two seconds on; the report has its time elsewhere. */
    async ifLong<T>(wait: Wait, result: Promise<T>): Promise<T> {
      const key = {};
      const ending = new AbortController();
      void realSystem.wait(SILENT_MS, ending.signal).then(() => {
        if (!ending.signal.aborted) show(key, wait, Math.max(0, wait.timeoutMs - SILENT_MS));
      });
      try {
        return await result;
      } finally {
        // Without a reason, each request would pay for a `DOMException` with its stack.
        ending.abort('ended');
        hide(key);
      }
    },
    /** Lists what the run has waited for, the longest first. */
    list: (): readonly Readonly<Waited>[] => [...waited.values()].sort((a, b) => b.durationMs - a.durationMs),
  };
}
