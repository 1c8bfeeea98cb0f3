import type { Evidence, Session } from './session.ts';

export function createEvidence(): Evidence {
  return { exchanges: new Set(), gaps: new Set() };
}

function addEvidence(to: Evidence, from: Evidence): void {
  for (const id of from.exchanges) to.exchanges.add(id);
  for (const gap of from.gaps) to.gaps.add(gap);
}

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
    try {
      return await result.value;
    } finally {
      addEvidence(session.evidence, result.evidence);
    }
  };
}
