/** A wrong call: told as it is, without a stack trace. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
