import { XisTestkitError } from '../../errors/xis-testkit-error.ts';

/** A store that cannot be used: it is damaged, another process has it, or its location is wrong. */
export class StoreError extends XisTestkitError {
  override readonly name = 'StoreError';
  readonly code = 'store-unusable';
}

/** A store that is down or full; it is worth another try. Where the entries may be stored all the same, its text says so. */
export class StoreUnavailableError extends XisTestkitError {
  override readonly name: string = 'StoreUnavailableError';
  readonly code = 'store-unavailable';
}
