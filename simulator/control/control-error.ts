import { XisTestkitError } from '../../errors/xis-testkit-error.ts';

/** The reason why a command failed. */
export type ControlErrorCode = 'not-found' | 'conflict' | 'invalid';

/** A command that failed without changing anything. */
export class ControlError extends XisTestkitError {
  override readonly name = 'ControlError';
  readonly code: ControlErrorCode;

  constructor(code: ControlErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** Returns whether a command failed because something does not exist, such as an organization that was dropped meanwhile. */
export function isNotFound(error: unknown): boolean {
  return error instanceof ControlError && error.code === 'not-found';
}

/** Returns a value that a command has looked up; throws when it does not exist. */
export function requireKnown<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new ControlError('not-found', `unknown ${name}`);
  return value;
}
