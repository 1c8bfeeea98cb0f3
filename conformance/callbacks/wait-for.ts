import type { Wait } from '../options.ts';
import type { Session } from '../session/session.ts';
import type { CallbackInbox } from './inbox.ts';

/** The wait between two looks at the XIS, in real milliseconds; longer where it would look too often. */
const POLL_MS = 5000;
const MAX_POLLS = 24;

/** The event that a run waits for. */
interface AwaitedEvent extends Wait {
  /** Returns whether it has happened; evaluated after each callback as well. */
  readonly hasHappened: () => boolean;
  /** It is evaluated after this as well. */
  readonly event?: Promise<void>;
  /** Looks whether it has happened, every few seconds. */
  readonly poll?: () => Promise<void>;
}

/**
 * Waits for an event with a countdown: progress says what is waited for, at the start and every few seconds.
 * @returns whether it has happened
 */
export async function waitFor(
  { options: { signal }, waits }: Session,
  inbox: CallbackInbox,
  awaited: AwaitedEvent,
): Promise<boolean> {
  const { timeoutMs, hasHappened, event, poll } = awaited;
  if (hasHappened()) return true;
  const sliceMs = Math.max(POLL_MS, Math.ceil(timeoutMs / MAX_POLLS));
  return waits.during(awaited, async (showRemaining) => {
    for (let remainingMs = timeoutMs; remainingMs > 0; remainingMs -= sliceMs) {
      if (hasHappened()) return true;
      if (signal.aborted) return false;
      if (remainingMs < timeoutMs) showRemaining(remainingMs);
      if (await inbox.waitUntil(hasHappened, Math.min(sliceMs, remainingMs), event)) return true;
      await poll?.();
    }
    return hasHappened();
  });
}

/** Waits for callbacks that should not come, a number of real milliseconds. */
export async function waitForUnwanted({ options, waits }: Session, milliseconds: number): Promise<void> {
  const wait = { from: 'xis', text: 'callbacks that should not come', timeoutMs: milliseconds } as const;
  await waits.during(wait, () => options.system.wait(milliseconds, options.signal));
}
