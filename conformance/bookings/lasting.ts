import type { Run } from '../session/session.ts';

/** A run whose requests are sent although it was ended: for what has to be told or undone in any case. */
export function lasting(run: Run): Run {
  return { ...run, ask: (request) => run.ask({ ...request, evenWhenAborted: true }) };
}
