import { XisTestkitError } from '../errors/xis-testkit-error.ts';
/** A wrong call: told as it is, without a stack trace. */
export class UsageError extends XisTestkitError {
  override readonly name = 'UsageError';
  readonly code = 'usage';
}
