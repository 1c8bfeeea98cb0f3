import type { BookingEngine } from '../../engine/index.ts';

/** A wait for the practitioner's response. */
interface Wait {
  readonly seconds: number;
  /** Shows the remaining time, each second. */
  readonly show: (line: string) => void;
  /** Ends the wait. */
  readonly signal: AbortSignal;
}

/**
 * Waits for the practitioner's response to an appointment.
 * @returns how the wait has ended; undefined for a response that was there before, and without a wait
 */
export function waitForResponse(
  { notifications, onNotification }: Pick<BookingEngine, 'notifications' | 'onNotification'>,
  id: string,
  { seconds, show, signal }: Wait,
): Promise<string | undefined> {
  const isThere = notifications.some(({ appointmentId }) => appointmentId === id);
  if (isThere || seconds === 0 || signal.aborted) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    let remaining = seconds;
    const showRemaining = (): void => show(`waits for the practitioner's response: ${remaining} s `);
    const end = (line?: string): void => {
      clearInterval(timer);
      stopListening();
      signal.removeEventListener('abort', onAbort);
      resolve(line);
    };
    const onAbort = (): void => end();
    const stopListening = onNotification(({ appointmentId, text }) => {
      if (appointmentId === id) end(`notice  ${text}`);
    });
    const timer = setInterval(() => {
      remaining--;
      if (remaining <= 0) end(`no response within ${seconds} s`);
      else showRemaining();
    }, 1000);
    signal.addEventListener('abort', onAbort);
    showRemaining();
  });
}
