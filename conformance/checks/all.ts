import { valueSet } from './appointment-types/value-set.ts';
import type { XisCheck } from './xis-check.ts';

/** Every check, in the order in which they are made: first what only reads. */
export const CHECKS: readonly XisCheck[] = [valueSet];
