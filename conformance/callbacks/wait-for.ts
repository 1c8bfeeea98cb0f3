import type { ResolvedCheckOptions } from '../options.ts';
import type { CallbackInbox } from './inbox.ts';

/** The wait between two looks at the XIS, in real milliseconds; longer where it would look too often. */
const POLL_MS = 5000;
const MAX_POLLS = 24;

/** The event that a run waits for. */
interface AwaitedEvent {
  /** Who acts: the practice, which makes a decision or a change, or the XIS, which sends a callback. */
  readonly from: 'practice' | 'xis';
  /** For the user: `the approval of appointment 12`. */
  readonly text: string;
  /** In real milliseconds. */
  readonly timeoutMs: number;
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
  { onProgress, signal }: ResolvedCheckOptions,
  inbox: CallbackInbox,
  { from, text, timeoutMs, hasHappened, event, poll }: AwaitedEvent,
): Promise<boolean> {
  const sliceMs = Math.max(POLL_MS, Math.ceil(timeoutMs / MAX_POLLS));
  for (let remainingMs = timeoutMs; remainingMs > 0; remainingMs -= sliceMs) {
    if (hasHappened()) return true;
    if (signal.aborted) return false;
    onProgress({ kind: 'waiting', from, text, remainingMs });
    if (await inbox.waitUntil(hasHappened, Math.min(sliceMs, remainingMs), event)) return true;
    await poll?.();
  }
  return hasHappened();
}
