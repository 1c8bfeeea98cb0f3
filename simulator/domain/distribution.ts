import { anyOf, number, object, type Static } from '../../schema/schema.ts';
import { durationMs, LONGEST_MS } from './duration.ts';
import { durationString } from './formats.ts';

const duration = durationString({ expected: 'an ISO 8601 duration such as PT30S' });

/** How long something takes: always the same, uniform between two bounds, or log-normal around a median. */
export const distributionSchema = anyOf(
  [
    duration,
    object({ fixed: duration }),
    object({ uniform: object({ from: duration, to: duration }) }),
    object({ logNormal: object({ median: duration, sigma: number({ minimum: 0, maximum: 5 }) }) }),
  ],
  {
    description:
      'A length of time: `PT30S`, `{fixed: PT30S}`, `{uniform: {from: PT1S, to: PT1M}}`, or `{logNormal: {median: PT10M, sigma: 0.8}}`.',
  },
);

export type Distribution = Static<typeof distributionSchema>;

/**
 * One length of time from a distribution, in whole milliseconds.
 * @param next gives numbers from 0 up to, not including, 1
 */
export function drawLength(distribution: Distribution, next: () => number): number {
  if (typeof distribution === 'string') return durationMs(distribution);
  if ('fixed' in distribution) return durationMs(distribution.fixed);
  if ('uniform' in distribution) {
    const from = durationMs(distribution.uniform.from);
    const to = durationMs(distribution.uniform.to);
    return Math.round(from + next() * (to - from));
  }
  const { median, sigma } = distribution.logNormal;
  // Box–Muller; 1 - draw keeps the logarithm away from zero.
  const normal = Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  return Math.min(Math.round(durationMs(median) * Math.exp(sigma * normal)), LONGEST_MS);
}
