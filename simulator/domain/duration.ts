import { Duration } from 'luxon';
import { stringFormat } from '../../schema/formats.ts';
import { anyOf, number, object, type Static } from '../../schema/schema.ts';

/** A hundred years: longer durations could lead to dates that cannot be represented. */
export const MAX_DURATION_MS = 36_525 * 86_400_000;

/**
 * Parses an ISO 8601 duration (`PT30S`, `P1DT2H`) to milliseconds; a day has 24 hours.
 * @returns undefined when it is malformed, negative, longer than a hundred years, or has years or months
 */
export function parseDuration(text: string): number | undefined {
  if (!/^P(?=.)(\d+W)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+([.,]\d+)?S)?)?$/.test(text)) return undefined;
  const milliseconds = Math.round(Duration.fromISO(text).toMillis());
  return milliseconds <= MAX_DURATION_MS ? milliseconds : undefined;
}

/** Parses a duration that is already validated. */
export function durationMs(text: string): number {
  const milliseconds = parseDuration(text);
  if (milliseconds === undefined) throw new Error(`not a duration: ${text}`);
  return milliseconds;
}

export const durationString = stringFormat('iso-duration', (text) => parseDuration(text) !== undefined);

export const durationSchema = durationString({ expected: 'an ISO 8601 duration such as PT30S' });

/** A random duration: fixed, uniform between two bounds, or log-normal around a median. */
export const distributionSchema = anyOf(
  [
    durationSchema,
    object({ fixed: durationSchema }),
    object({ uniform: object({ from: durationSchema, to: durationSchema }) }),
    object({ logNormal: object({ median: durationSchema, sigma: number({ minimum: 0, maximum: 5 }) }) }),
  ],
  {
    description:
      'A duration: `PT30S`, `{fixed: PT30S}`, `{uniform: {from: PT1S, to: PT1M}}`, or `{logNormal: {median: PT10M, sigma: 0.8}}`.',
  },
);

export type Distribution = Static<typeof distributionSchema>;

/**
 * Draws a duration from a distribution, in whole milliseconds.
 * @param next returns numbers from 0 to 1, 1 excluded
 */
export function drawDuration(distribution: Distribution, next: () => number): number {
  if (typeof distribution === 'string') return durationMs(distribution);
  if ('fixed' in distribution) return durationMs(distribution.fixed);
  if ('uniform' in distribution) {
    const from = durationMs(distribution.uniform.from);
    const to = durationMs(distribution.uniform.to);
    return Math.round(from + next() * (to - from));
  }
  const { median, sigma } = distribution.logNormal;
  // Box–Muller; 1 - next() keeps the logarithm finite.
  const normal = Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  return Math.min(Math.round(durationMs(median) * Math.exp(sigma * normal)), MAX_DURATION_MS);
}
