import type { FailureKind } from './failure.ts';
import type { XisResponse } from './message.ts';

/** Signals that a precondition of a check is missing; the message says which. */
export class CheckBlocked extends Error {
  override readonly name: string = 'CheckBlocked';
  /** The failure of a request without a response, if that is the reason. */
  readonly failure: FailureKind | undefined;
  /** The response, where it says nothing about the XIS. */
  readonly response: XisResponse | undefined;

  constructor(message: string, failure?: FailureKind, response?: XisResponse) {
    super(message);
    this.failure = failure;
    this.response = response;
  }
}

/** Signals that a check does not apply to this XIS or to this run; the message says why. */
export class CheckNotApplicable extends CheckBlocked {
  override readonly name = 'CheckNotApplicable';
}

/**
 * Ends a check that does not apply: unlike a blocked one, it does not leave the run incomplete.
 * @throws CheckNotApplicable
 */
export function skipCheck(message: string): never {
  throw new CheckNotApplicable(message);
}

/**
 * Ends a check without a finding, because a precondition is missing.
 * @throws CheckBlocked
 */
export function blockCheck(message: string, failure?: FailureKind): never {
  throw new CheckBlocked(message, failure);
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
