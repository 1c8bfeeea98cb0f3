import { setTimeout as pause } from 'node:timers/promises';
import type { V3MockServer } from '@pact-foundation/pact';
import { makeConsumerPact } from '@pact-foundation/pact-core';

/** Any pact can be asked about the mock server of another, by its port. */
const anyPact = makeConsumerPact('any', 'any');
/** Turns of a millisecond, after which what was expected has not come. */
const MOST_TURNS = 2000;

/**
 * Pact notes a request a moment after it has answered it, on a thread of its own, and counts it as missing until then. Waits
 * until everything that is expected is noted; what never comes is told by Pact.
 */
export function whenNoted(act: (server: V3MockServer) => Promise<void>): (server: V3MockServer) => Promise<void> {
  return async (server) => {
    await act(server);
    for (let turn = 0; turn < MOST_TURNS; turn++) {
      if (anyPact.mockServerMatchedSuccessfully(server.port)) return;
      await pause(1);
    }
  };
}
