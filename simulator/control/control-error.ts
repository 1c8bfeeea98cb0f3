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
