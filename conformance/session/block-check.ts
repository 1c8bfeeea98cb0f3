import type { FailureKind } from './failure.ts';
import type { Reply } from './response.ts';

/** A precondition of a check is missing: what it was, in a sentence. */
export class Blocked extends Error {
  override readonly name = 'Blocked';
  /** Why a request got no answer, where that is it. */
  readonly failure: FailureKind | undefined;
  /** What came instead, where a reply tells nothing about the XIS. */
  readonly reply: Reply | undefined;

  constructor(message: string, failure?: FailureKind, reply?: Reply) {
    super(message);
    this.failure = failure;
    this.reply = reply;
  }
}

/**
 * Ends a check, because it cannot be told whether the clause is kept.
 * @throws Blocked
 */
export function block(message: string, failure?: FailureKind): never {
  throw new Blocked(message, failure);
}

/**
 * A reply that tells something about the XIS.
 * @throws Blocked when it does not
 */
export function evidence(reply: Reply): Reply {
  const { noEvidence } = reply;
  if (noEvidence) throw new Blocked(noEvidence.text, noEvidence.kind, reply);
  return reply;
}
