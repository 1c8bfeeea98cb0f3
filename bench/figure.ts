import type { Spread } from './spread.ts';

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
  readonly value: Spread;
  /** The same by processor time, which says more where the machine has other things to do. */
  readonly byProcessor?: Spread;
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
