import { XisTestkitError } from '../../errors/xis-testkit-error.ts';

/** A step that cannot be run, for instance because the patient sees no such slot. */
export class StepError extends XisTestkitError {
  override readonly name = 'StepError';
  readonly code = 'step-failed';
}
