import { createEvidence, type Evidence } from './evidence.ts';
import type { Session } from './session.ts';

interface Recorded<Value> {
  readonly value: Promise<Value>;
  readonly evidence: Evidence;
}

/**
 * Returns a function that computes its value once a run for each argument, failures included. Every check that uses
 * the value gets the evidence behind it.
 * @param keyOf returns a key that distinguishes arguments
 */
export function oncePerRun<Value, Argument = void>(
  compute: (session: Session, argument: Argument) => Promise<Value>,
  keyOf: (argument: Argument, session: Session) => string = () => '',
): (session: Session, argument: Argument) => Promise<Value> {
  const runs = new WeakMap<object, Map<string, Recorded<Value>>>();
  return async (session, argument) => {
    const results = runs.get(session.run) ?? new Map<string, Recorded<Value>>();
    runs.set(session.run, results);
    const key = keyOf(argument, session);
    let result = results.get(key);
    if (!result) {
      const evidence = createEvidence();
      result = { value: compute(session.recordInto(evidence), argument), evidence };
      results.set(key, result);
    }
    session.evidence.used.push(result.evidence);
    return result.value;
  };
}
