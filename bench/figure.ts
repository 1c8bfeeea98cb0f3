/** What a figure should be. */
export interface Target {
  readonly kind: 'at least' | 'at most';
  readonly value: number;
}

/** One line of the report. */
export interface Figure {
  readonly group: string;
  readonly name: string;
  readonly unit: 'times' | 'ms' | 'MB';
  readonly value: Summary;
  /** The same by processor time, which says more where the machine has other things to do. */
  readonly byProcessor?: Summary;
  readonly target?: Target;
  /** The machine had other things to do meanwhile, so that the figure should be measured again. */
  readonly disturbed?: boolean;
}

/** A target that is a lower bound. */
export function atLeast(value: number): Target {
  return { kind: 'at least', value };
}

/** A target that is an upper bound. */
export function atMost(value: number): Target {
  return { kind: 'at most', value };
}

/** Whether a figure is what it should be; undefined when nobody says what that is. */
export function isMet({ value, target }: Figure): boolean | undefined {
  if (!target) return undefined;
  return target.kind === 'at least' ? value.median >= target.value : value.median <= target.value;
}

/** Several measurements of one thing. */
export interface Summary {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** The median, least and most of some numbers, of which there is at least one. */
export function summarize(numbers: readonly number[]): Summary {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  const [least, most] = [sorted[0], sorted.at(-1)];
  if (low === undefined || high === undefined || least === undefined || most === undefined) {
    throw new Error('nothing was measured');
  }
  return { median: (low + high) / 2, min: least, max: most };
}

/** The spread of the quotients of two series that were measured side by side. */
export function summarizeRatios(series: readonly number[], base: readonly number[]): Summary {
  return summarize(series.map((number, round) => number / (base[round] ?? Number.NaN)));
}
