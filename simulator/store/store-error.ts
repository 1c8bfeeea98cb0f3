import { XisTestkitError } from '../../errors/xis-testkit-error.ts';

/** A store that cannot be used: it is damaged, another process has it, or its location is wrong. */
export class StoreError extends XisTestkitError {
  override readonly name: string = 'StoreError';
  readonly code = 'store-unusable';
}

/** Damage of the log of one organization; the others of the store can be used. */
export class DamageError extends StoreError {
  override readonly name = 'DamageError';
}

/** A store that is down or full; it is worth another try. Where the entries may be stored all the same, its text says so. */
export class StoreUnavailableError extends XisTestkitError {
  override readonly name: string = 'StoreUnavailableError';
  readonly code = 'store-unavailable';
}
