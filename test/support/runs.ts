/** Whether every case runs (`npm run nightly`), and not only those that `npm test` has time for. */
export const IS_FULL = process.env['MODE'] === 'full';

/** How many times as many cases a full run draws. */
const FULL_FACTOR = 10;

/**
 * Returns how many cases a property test draws.
 * @param count the cases of `npm test`: as few as find the faults that the property was written for
 */
export function runs(count: number): number {
  return IS_FULL ? count * FULL_FACTOR : count;
}
