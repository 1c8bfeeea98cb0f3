import type { FailureKind } from '../../transport/failure.ts';
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
 * Returns a response that says something about the XIS.
 * @throws CheckBlocked when it does not
 */
export function requireEvidence(response: XisResponse): XisResponse {
  const { noEvidence } = response;
  if (noEvidence) throw new CheckBlocked(noEvidence.text, noEvidence.kind, response);
  return response;
}
