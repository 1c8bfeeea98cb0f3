import type { Session } from '../session/session.ts';

/** A run whose requests are sent although it was ended: for what has to be told or undone in any case. */
export function ignoreAbort(session: Session): Session {
  return { ...session, send: (request) => session.send({ ...request, ignoreAbort: true }) };
}
