import { redactId } from '../bookings/open-bookings.ts';
import type { ApprovalRequest } from '../options.ts';
import type { Session } from '../session/session.ts';
import type { Decision } from './callback-collector.ts';
import type { CallbackInbox } from './inbox.ts';
import { waitFor } from './wait-for.ts';

export const DECISION_NOUNS = { accepted: 'approval', declined: 'denial' } as const;

/** The outcome of a requested decision. */
export interface DecisionOutcome {
  /** Whether the practice has certainly decided so: the option `onApprovalNeeded` or the appointment as it is read says so. */
  readonly decisionConfirmed: boolean;
  /** The reason for a decision that is not confirmed; empty if unknown. */
  readonly reason: string;
}

/** A request for a decision, and the means to see what was decided. */
interface DecisionWait {
  readonly request: Omit<ApprovalRequest, 'timeoutMs' | 'signal'>;
  /** Returns whether a callback about the appointment has come. */
  readonly hasArrived: () => boolean;
  /** Reads the decision that the appointment shows. */
  readonly readDecision: () => Promise<Decision | undefined>;
}

/** Requests the decision of the practice, and waits until it is confirmed, the practice has decided otherwise, or a callback has come. */
export async function requestDecision(
  session: Session,
  inbox: CallbackInbox,
  { request, hasArrived, readDecision }: DecisionWait,
): Promise<DecisionOutcome> {
  const { options, redact } = session;
  const { approvalTimeoutMs: timeoutMs, onApprovalNeeded, signal } = options;
  const { appointment, decision } = request;
  inbox.startRequests();
  const ending = new AbortController();
  let outcome: DecisionOutcome | undefined;
  const decide = async () =>
    onApprovalNeeded?.({ ...request, timeoutMs, signal: AbortSignal.any([signal, ending.signal]) });
  const event = decide().then(
    (result) => {
      // After 'unknown', only a callback or the appointment can show that the practice has decided.
      if (result === 'decided') outcome = { decisionConfirmed: true, reason: '' };
    },
    (error: unknown) => {
      const cause = error instanceof Error ? error.message : 'unknown reason';
      outcome = { decisionConfirmed: false, reason: `the appointment could not be decided: ${cause}` };
    },
  );
  await waitFor(session, inbox, {
    from: 'practice',
    text: `the ${DECISION_NOUNS[decision]} of appointment ${redactId(appointment, redact)}`,
    timeoutMs,
    hasHappened: () => outcome !== undefined || hasArrived(),
    event,
    async poll() {
      const decided = await readDecision();
      if (decided !== undefined) outcome ??= { decisionConfirmed: decided === decision, reason: '' };
    },
  });
  ending.abort();
  return outcome ?? { decisionConfirmed: false, reason: `appointment ${appointment} was not decided in time` };
}
