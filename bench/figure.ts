/** A bound that a figure should meet. */
export interface Target {
  readonly kind: 'at least' | 'at most';
  readonly value: number;
}

/** One line of the report. */
export interface Figure {
  readonly group: string;
  readonly name: string;
  readonly unit: 'times' | 's' | 'ms' | 'KB' | 'MB' | 'a second' | 'packages';
  readonly value: Summary;
  /** The same figure by processor time, which other work of the machine changes less. */
  readonly byProcessor?: Summary;
  /** The target: of the figure by processor time, if there is one. */
  readonly target?: Target;
}

/** Creates a target that is a lower bound. */
export function atLeast(value: number): Target {
  return { kind: 'at least', value };
}

/** Creates a target that is an upper bound. */
export function atMost(value: number): Target {
  return { kind: 'at most', value };
}

/** Returns whether a figure meets its target; undefined without one. */
export function isMet({ value, byProcessor = value, target }: Figure): boolean | undefined {
  if (!target) return undefined;
  return target.kind === 'at least' ? byProcessor.median >= target.value : byProcessor.median <= target.value;
}

/** Rounds that spread further are disturbed: by other work, or because they measure different things. */
export const MAX_SPREAD = 0.25;

/** Returns the spread of the rounds: their range as a share of the median. */
export function spread({ median, min, max }: Summary): number {
  return max === min ? 0 : (max - min) / median;
}

/** Returns whether the rounds spread by more than a quarter, so that the figure should be measured again. */
export function isDisturbed(summary: Summary): boolean {
  return spread(summary) > MAX_SPREAD;
}

/** The median and the range of several measurements. */
export interface Summary {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** Summarizes numbers; throws an error without any. */
export function summarize(numbers: readonly number[]): Summary {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  const [min, max] = [sorted[0], sorted.at(-1)];
  if (low === undefined || high === undefined || min === undefined || max === undefined) {
    throw new Error('there are no measurements');
  }
  return { median: (low + high) / 2, min, max };
}

/** Summarizes the quotients of two series that were measured side by side. */
export function summarizeRatios(series: readonly number[], base: readonly number[]): Summary {
  return summarize(series.map((number, round) => number / (base[round] ?? Number.NaN)));
}
