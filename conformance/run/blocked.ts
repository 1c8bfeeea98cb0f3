/** A precondition of a check is missing: what it was, in a sentence. */
export class Blocked extends Error {
  override readonly name = 'Blocked';
}

/**
 * Ends a check, because it cannot be told whether the clause is kept.
 * @throws Blocked
 */
export function block(message: string): never {
  throw new Blocked(message);
}
