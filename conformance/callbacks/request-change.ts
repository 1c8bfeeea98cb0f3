import { redactId } from '../bookings/open-bookings.ts';
import type { ChangeRequest } from '../options.ts';
import { addExchanges } from '../session/evidence.ts';
import type { Session } from '../session/session.ts';
import type { CallbackInbox } from './inbox.ts';
import type { ReceivedCallback } from './received-callback.ts';
import { waitFor, waitForUnwanted } from './wait-for.ts';

/** The wait for unwanted updates after an expected one, in real milliseconds. */
const GRACE_MS = 1000;

/** A change that the practice was requested to make, with the updates that came since. */
export interface RequestedChange {
  readonly request: Omit<ChangeRequest, 'timeoutMs' | 'signal'>;
  /** Whether the practice has certainly made the change. */
  readonly isConfirmed: boolean;
  /** The reason for a change that is not confirmed. */
  readonly reason: string;
  /** The updates that must be about it. */
  readonly updates: readonly ReceivedCallback[];
  /** The updates about other appointments of the run. */
  readonly others: readonly ReceivedCallback[];
}

const DESCRIPTIONS = { make: 'a new appointment', move: 'the move', cancel: 'the cancellation' } as const;

/** Requests a change by the practice, and waits for its update. */
export async function requestChange(
  session: Session,
  inbox: CallbackInbox,
  request: RequestedChange['request'],
): Promise<RequestedChange> {
  const { approvalTimeoutMs: timeoutMs, onChangeNeeded, signal, patient } = session.options;
  const known = new Set(session.bookings.map(({ appointment }) => appointment));
  const start = inbox.received.length;
  const since = () => inbox.received.slice(start).filter(({ kind }) => kind === 'update');
  const isOther = ({ appointment = '' }: ReceivedCallback): boolean =>
    appointment !== request.appointment && known.has(appointment);
  const isOfPatient = ({ bsn }: ReceivedCallback): boolean => bsn === undefined || bsn === patient?.bsn;
  const updates = () => since().filter((update) => !isOther(update) && isOfPatient(update));

  const ending = new AbortController();
  let outcome: Pick<RequestedChange, 'isConfirmed' | 'reason'> | undefined;
  const change = async () =>
    onChangeNeeded?.({ ...request, timeoutMs, signal: AbortSignal.any([signal, ending.signal]) });
  const event = change().then(
    (result) => {
      if (result === 'changed') outcome = { isConfirmed: true, reason: '' };
    },
    (error: unknown) => {
      const cause = error instanceof Error ? error.message : 'unknown reason';
      outcome = { isConfirmed: false, reason: `the appointment could not be changed: ${cause}` };
    },
  );
  const id =
    request.appointment === undefined ? '' : ` of appointment ${redactId(request.appointment, session.redact)}`;
  const text = `${DESCRIPTIONS[request.change]}${id} by the practice`;
  await waitFor(session, inbox, {
    from: 'practice',
    text,
    timeoutMs,
    hasHappened: () => outcome !== undefined || updates().length > 0,
    event,
  });
  ending.abort();
  const { isConfirmed, reason } = outcome ?? { isConfirmed: false, reason: `${text} did not come in time` };
  if (isConfirmed) {
    const hasHappened = () => updates().length > 0;
    await waitFor(session, inbox, { from: 'xis', text: `the update about ${text}`, timeoutMs, hasHappened });
  }
  if (updates().length > 0) await waitForUnwanted(session, GRACE_MS);
  addExchanges(session.evidence, since());
  return { request, isConfirmed, reason, updates: updates(), others: since().filter(isOther) };
}
