/** Several measurements of one thing. */
export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

/** The median, least and most of some numbers, of which there is at least one. */
export function spreadOf(numbers: readonly number[]): Spread {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  const [least, most] = [sorted[0], sorted.at(-1)];
  if (low === undefined || high === undefined || least === undefined || most === undefined) {
    throw new Error('nothing was measured');
  }
  return { median: (low + high) / 2, least, most };
}

/** The spread of the quotients of two series that were measured side by side. */
export function ratioOf(series: readonly number[], base: readonly number[]): Spread {
  return spreadOf(series.map((number, round) => number / (base[round] ?? Number.NaN)));
}
