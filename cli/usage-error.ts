import { XisTestkitError } from '../errors/xis-testkit-error.ts';

/** A command line, or a file that it names, that cannot be used. The message goes to the user without a stack trace. */
export class UsageError extends XisTestkitError {
  override readonly name = 'UsageError';
  readonly code = 'usage';
}
