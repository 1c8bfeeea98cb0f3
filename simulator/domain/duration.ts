import { Duration } from 'luxon';

/** A hundred years: what is longer leads beyond the dates that can be written. */
export const LONGEST_MS = 36_525 * 86_400_000;

/**
 * The length of an ISO 8601 duration (`PT30S`, `P1DT2H`) in milliseconds; a day is 24 hours.
 * @returns undefined when it is malformed, negative, has years or months, whose length varies, or is over a hundred years
 */
export function parseDuration(text: string): number | undefined {
  if (!/^P(?=.)(\d+W)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+([.,]\d+)?S)?)?$/.test(text)) return undefined;
  const milliseconds = Math.round(Duration.fromISO(text).toMillis());
  return milliseconds <= LONGEST_MS ? milliseconds : undefined;
}

/** `parseDuration` of text that was validated before. */
export function durationMs(text: string): number {
  const milliseconds = parseDuration(text);
  if (milliseconds === undefined) throw new Error(`not a duration: ${text}`);
  return milliseconds;
}
