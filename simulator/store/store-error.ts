import { XisTestkitError } from '../../errors/xis-testkit-error.ts';

/** A store that cannot be used: it is damaged, another process has it, or its location is wrong. */
export class StoreError extends XisTestkitError {
  override readonly name = 'StoreError';
  readonly code = 'store-unusable';
}

/** A store that is down or full; it is worth another try. */
export class StoreUnavailableError extends XisTestkitError {
  override readonly name: string = 'StoreUnavailableError';
  readonly code = 'store-unavailable';
  /** Whether the entries may be stored all the same: the connection was lost while they were committed. */
  readonly isUnknown: boolean;

  constructor(message: string, options: ErrorOptions & { readonly isUnknown?: boolean } = {}) {
    super(message, options);
    this.isUnknown = options.isUnknown ?? false;
  }
}
