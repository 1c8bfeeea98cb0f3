import type { FailureKind } from '../../transport/failure.ts';
import type { LeftOut } from '../report/report.ts';
import type { XisResponse } from './message.ts';

/** Signals that a precondition of a check is missing; the message says which. */
export class CheckBlocked extends Error {
  override readonly name = 'CheckBlocked';
  /** The failure of a request without a response, if that is the reason. */
  readonly failure: FailureKind | undefined;
  /** The response, where it says nothing about the XIS. */
  readonly response: XisResponse | undefined;
  /** Whether the check does not concern this XIS or this run, so that nothing is missing. */
  readonly isNotApplicable: boolean = false;
  /** The option of the user that is the reason. */
  leftOut: LeftOut | undefined;

  constructor(message: string, failure?: FailureKind, response?: XisResponse) {
    super(message);
    this.failure = failure;
    this.response = response;
  }
}

/**
 * Ends a check without a finding, because a precondition is missing.
 * @throws CheckBlocked
 */
export function blockCheck(message: string, failure?: FailureKind): never {
  throw new CheckBlocked(message, failure);
}

/** Signals that a check does not concern this XIS or this run; the message says why. */
class CheckNotApplicable extends CheckBlocked {
  override readonly isNotApplicable = true;
}

/**
 * Ends a check that does not concern this XIS or this run: the run is complete without it.
 * @throws CheckBlocked
 */
export function skipCheck(message: string): never {
  throw new CheckNotApplicable(message);
}

/**
 * Ends a check whose option is missing.
 * @param option as the user names it
 * @throws CheckBlocked
 */
export function blockWithout(option: string, why?: string): never {
  throw dueToOption(new CheckBlocked(formatMissing(option, why)), { option, isGiven: false });
}

/**
 * Ends a check that does not apply without an option.
 * @throws CheckBlocked
 */
export function skipWithout(option: string, why?: string): never {
  throw dueToOption(new CheckNotApplicable(formatMissing(option, why)), { option, isGiven: false });
}

/**
 * Ends a check that an option leaves out.
 * @param effect what the option does: `leaves out the read`
 * @throws CheckBlocked
 */
export function skipBecauseOf(option: string, effect: string): never {
  throw dueToOption(new CheckNotApplicable(`${option} ${effect}`), { option, isGiven: true });
}

function dueToOption(reason: CheckBlocked, leftOut: LeftOut): CheckBlocked {
  reason.leftOut = leftOut;
  return reason;
}

/** Formats what a check needs: `needs --other-token: a token of the second test patient`. */
export function formatMissing(option: string, why?: string): string {
  return `needs ${option}${why === undefined ? '' : `: ${why}`}`;
}

/**
 * Returns a response that says something about the XIS.
 * @throws CheckBlocked when it does not
 */
export function requireEvidence(response: XisResponse): XisResponse {
  const { noEvidence } = response;
  if (noEvidence) throw new CheckBlocked(noEvidence.text, noEvidence.kind, response);
  return response;
}
