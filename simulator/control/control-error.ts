import { XisTestkitError } from '../../errors/xis-testkit-error.ts';
/** Why a command of the control interface cannot be carried out. */
export type ControlErrorCode = 'not-found' | 'conflict' | 'invalid';

/** A command that cannot be carried out; nothing was changed. */
export class ControlError extends XisTestkitError {
  override readonly name = 'ControlError';
  readonly code: ControlErrorCode;

  constructor(code: ControlErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
