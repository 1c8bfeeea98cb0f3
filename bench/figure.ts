/** A bound that a figure should meet. */
export interface Target {
  readonly kind: 'at least' | 'at most';
  readonly value: number;
}

/** One line of the report. */
export interface Figure {
  readonly group: string;
  readonly name: string;
  readonly unit: 'times' | 'ms' | 'KB' | 'MB' | 'a second';
  readonly value: Summary;
  /** The same quotient by processor time, which is more reliable on a busy machine. */
  readonly byProcessor?: Summary;
  readonly target?: Target;
  /** Whether the machine was busy with other work, so that the figure should be measured again. */
  readonly disturbed?: boolean;
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
export function isMet({ value, target }: Figure): boolean | undefined {
  if (!target) return undefined;
  return target.kind === 'at least' ? value.median >= target.value : value.median <= target.value;
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
