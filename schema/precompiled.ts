import type { ValidateFunction } from 'ajv';

/**
 * Checks that the build has compiled in advance (scripts/precompile.mjs puts them in the place of this file), by the names
 * that validators are given. Run from the sources there are none, and schemas are compiled when they are first needed.
 */
export const precompiled: Readonly<Record<string, ValidateFunction>> = {};
