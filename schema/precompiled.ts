import type { ValidateFunction } from 'ajv';

/** A check that the build has compiled. */
export interface PrecompiledCheck {
  readonly validate: ValidateFunction;
  /** It reports all errors, not only the first. */
  readonly all: boolean;
}

/**
 * Checks that the build has compiled in advance, by the `$id` of their schema; scripts/precompile.mjs replaces this file.
 * The sources have no such checks: they compile a schema when it is first used.
 */
export const precompiled: Readonly<Record<string, PrecompiledCheck>> = {};
