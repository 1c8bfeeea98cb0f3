import { FIRST_INSTANT, formatInstant, isWritable, LAST_INSTANT, parseInstant } from '../../fhir/instant.ts';

/** The times that a clock can have, for error texts. */
export const CLOCK_RANGE = `from ${formatInstant(FIRST_INSTANT)} to ${formatInstant(LAST_INSTANT)}`;

/** Returns whether a text is an instant that a clock can have, whose year FHIR can write in every offset. */
export function isClockInstant(text: string): boolean {
  const at = parseInstant(text);
  return at !== undefined && isWritable(at);
}
