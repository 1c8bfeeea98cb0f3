import { useEffect, useState } from 'preact/hooks';
import type { CheckView } from '../../../cli/ui/checks/check-view.ts';
import { formatDuration } from '../app/time.ts';

/** How far a check is, and what it does or waits for. */
export function Progress({ check }: { readonly check: CheckView }) {
  const { done, total, current, waiting, isCleaningUp, state, maxBookings } = check;
  const activity = isCleaningUp ? 'Cancels what was booked…' : (current?.title ?? 'Reads appointment types and slots…');
  return (
    <section class="panel check-progress" aria-label="Progress">
      <div class="panel-body stack">
        <div class="row">
          <progress max={total} value={done} aria-label={`${done} of ${total} checks`} />
          <span class="muted">
            {done} / {total}
          </span>
        </div>
        <p role="status" class="check-activity">
          {state === 'cancelling' && !isCleaningUp
            ? 'Finishes the current check, then cancels what was booked…'
            : activity}
        </p>
        {waiting && (
          <p class="muted">
            Waits for {waiting.text}: <Countdown until={waiting.until} />
          </p>
        )}
        {maxBookings !== undefined && (
          <p class="muted">Makes at most {maxBookings} appointments for the test patient, and cancels them again.</p>
        )}
      </div>
    </section>
  );
}

/** The time that is left until an instant, in whole seconds. */
export function Countdown({ until }: { readonly until: string }) {
  const [, setTick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setTick((tick) => tick + 1), 1000);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.max(0, Math.ceil((Date.parse(until) - Date.now()) / 1000));
  return <span class="check-countdown">{formatDuration(seconds * 1000)} left</span>;
}
