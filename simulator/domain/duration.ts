import { Duration } from 'luxon';

/**
 * The length of an ISO 8601 duration (`PT30S`, `P1DT2H`) in milliseconds; a day is 24 hours.
 * @returns undefined when it is malformed, negative, or has years or months, whose length varies
 */
export function parseDuration(text: string): number | undefined {
  if (!/^P(?=.)(\d+W)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+([.,]\d+)?S)?)?$/.test(text)) return undefined;
  const milliseconds = Duration.fromISO(text).toMillis();
  return Number.isSafeInteger(Math.round(milliseconds)) ? Math.round(milliseconds) : undefined;
}

/** `parseDuration` of text that was validated before. */
export function durationMs(text: string): number {
  const milliseconds = parseDuration(text);
  if (milliseconds === undefined) throw new Error(`not a duration: ${text}`);
  return milliseconds;
}
