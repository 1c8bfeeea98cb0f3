import { redactText } from '../output/redaction.ts';

/** A deviation of a response from a clause. */
export interface Observation {
  /** The clause, for instance `SL-6`. */
  readonly clause: string;
  /** The path in the response, for instance `entry[3].resource.start`. */
  readonly path: string;
  /** The expected and the actual value. */
  readonly message: string;
  /**
   * `odd`: the flow does not need the value. `unusable`: the flow needs the value, and leaves out what it belongs to, for
   * instance the slot.
   */
  readonly effect: 'odd' | 'unusable';
}

/** Collects observations while a response is read. */
export interface Observer {
  /** Records a deviation that the flow does not need. */
  warn(clause: string, path: string, message: string): void;
  /** Records a deviation that makes a part of the response unusable. */
  discard(clause: string, path: string, message: string): void;
  /** Records a value other than the expected one, as `warn` does. */
  warnMismatch(clause: string, path: string, expected: string, actual: unknown): void;
  /** Records a value other than the expected one, as `discard` does. */
  discardMismatch(clause: string, path: string, expected: string, actual: unknown): void;
  readonly observations: readonly Observation[];
}

/** Maximum per response: a XIS can have the same deviation in thousands of slots. */
const MAX_OBSERVATIONS = 100;

export function createObserver(): Observer {
  const observations: Observation[] = [];
  const record = (effect: Observation['effect']) => (clause: string, path: string, message: string) => {
    if (observations.length < MAX_OBSERVATIONS) observations.push({ clause, path, message, effect });
  };
  const [warn, discard] = [record('odd'), record('unusable')];
  const describe = (expected: string, actual: unknown) => `expected ${expected}, got ${describeValue(actual)}`;
  return {
    warn,
    discard,
    warnMismatch: (clause, path, expected, actual) => warn(clause, path, describe(expected, actual)),
    discardMismatch: (clause, path, expected, actual) => discard(clause, path, describe(expected, actual)),
    observations,
  };
}

/** Describes a value for a message: its kind, and the value itself where it is a code, an instant or an id. */
export function describeValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'string') {
    const isPublic = /^[A-Za-z0-9\-._:/|+]{0,120}$/.test(value) && !/\d{9}/.test(value) && redactText(value) === value;
    return isPublic ? `'${value}'` : `a text of ${value.length} characters`;
  }
  if (typeof value === 'object') return 'an object';
  return /\d{9}/.test(String(value)) ? `a ${typeof value}` : `${typeof value} ${String(value)}`;
}
