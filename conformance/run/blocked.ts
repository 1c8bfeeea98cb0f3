import type { FailureKind } from '../target/failure.ts';

/** A precondition of a check is missing: what it was, in a sentence. */
export class Blocked extends Error {
  override readonly name = 'Blocked';
  /** Why a request got no answer, where that is it. */
  readonly failure: FailureKind | undefined;

  constructor(message: string, failure?: FailureKind) {
    super(message);
    this.failure = failure;
  }
}

/**
 * Ends a check, because it cannot be told whether the clause is kept.
 * @throws Blocked
 */
export function block(message: string, failure?: FailureKind): never {
  throw new Blocked(message, failure);
}
