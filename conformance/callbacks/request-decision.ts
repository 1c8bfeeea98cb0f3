import type { ApprovalRequest, ResolvedCheckOptions } from '../options.ts';
import type { CallbackInbox } from './inbox.ts';

/** The outcome of a requested decision. */
export interface DecisionOutcome {
  /** Whether the option `onApprovalNeeded` has confirmed that the practice has decided so. */
  readonly decisionConfirmed: boolean;
  /** The reason for a decision that is not confirmed; empty if unknown. */
  readonly reason: string;
}

/**
 * Requests the decision of the practice, and waits until it is confirmed or a callback has come.
 * @param hasArrived whether a callback about the appointment has come
 */
export async function requestDecision(
  { approvalTimeoutMs: timeoutMs, onApprovalNeeded, signal }: ResolvedCheckOptions,
  inbox: CallbackInbox,
  request: Omit<ApprovalRequest, 'timeoutMs' | 'signal'>,
  hasArrived: () => boolean,
): Promise<DecisionOutcome> {
  const ending = new AbortController();
  let outcome: DecisionOutcome | undefined;
  const decide = async () =>
    onApprovalNeeded?.({ ...request, timeoutMs, signal: AbortSignal.any([signal, ending.signal]) });
  const decided = decide().then(
    (result) => {
      // After 'unknown', only a callback can show that the practice has decided.
      if (result === 'decided') outcome = { decisionConfirmed: true, reason: '' };
    },
    (error: unknown) => {
      const cause = error instanceof Error ? error.message : 'unknown reason';
      outcome = { decisionConfirmed: false, reason: `the appointment could not be decided: ${cause}` };
    },
  );
  await inbox.waitUntil(() => outcome !== undefined || hasArrived(), timeoutMs, decided);
  ending.abort();
  return outcome ?? { decisionConfirmed: false, reason: `appointment ${request.appointment} was not decided in time` };
}
