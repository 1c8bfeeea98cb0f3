import { redactText } from '../output/redaction.ts';

/** Something about an answer that is not as a clause has it. */
export interface Observation {
  /** The clause, for instance `SL-6`. */
  readonly clause: string;
  /** Where in the answer, for instance `entry[3].resource.start`. */
  readonly path: string;
  /** What was expected and what was found. */
  readonly message: string;
  /**
   * `odd`: the flow does not need it, and goes on. `unusable`: the flow needs it, and goes on without what it was a part
   * of, for instance without that slot.
   */
  readonly effect: 'odd' | 'unusable';
}

/** Collects what is observed while an answer is read. */
export interface Observer {
  odd(clause: string, path: string, message: string): void;
  unusable(clause: string, path: string, message: string): void;
  readonly observations: readonly Observation[];
}

/** As many as are kept of one answer; a XIS that is wrong in every slot says the same thousands of times. */
const MOST_OBSERVATIONS = 100;

export function createObserver(): Observer {
  const observations: Observation[] = [];
  const note = (effect: Observation['effect']) => (clause: string, path: string, message: string) => {
    if (observations.length < MOST_OBSERVATIONS) observations.push({ clause, path, message, effect });
  };
  return { odd: note('odd'), unusable: note('unusable'), observations };
}

/** What was found, for a message: its kind, and its value where that is a code, a time or an id. */
export function found(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'string') {
    const isHarmless =
      /^[A-Za-z0-9\-._:/|+]{0,120}$/.test(value) && !/\d{9}/.test(value) && redactText(value) === value;
    return isHarmless ? `'${value}'` : `a text of ${value.length} characters`;
  }
  if (typeof value === 'object') return 'an object';
  return /\d{9}/.test(String(value)) ? `a ${typeof value}` : `${typeof value} ${String(value)}`;
}
