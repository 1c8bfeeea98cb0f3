import type { CheckSystem } from '../system.ts';
import type { CallbackInbox } from './inbox.ts';

/**
 * Waits until the callbacks that have come fulfill a condition.
 * @param longestMs in real milliseconds
 * @param signal ends it early
 * @returns whether they do
 */
export async function waitForCallbacks(
  inbox: CallbackInbox,
  { wait }: CheckSystem,
  longestMs: number,
  signal: AbortSignal,
  condition: () => boolean,
): Promise<boolean> {
  const ending = new AbortController();
  const end = (): void => ending.abort();
  if (signal.aborted) end();
  signal.addEventListener('abort', end);
  try {
    let isOver = false;
    const over = wait(longestMs, ending.signal).then(() => {
      isOver = true;
    });
    while (!condition()) {
      if (isOver || signal.aborted) return false;
      await Promise.race([inbox.arrival(), over]);
    }
    return true;
  } finally {
    signal.removeEventListener('abort', end);
    ending.abort();
  }
}
