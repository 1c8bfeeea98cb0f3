import { setTimeout as pause } from 'node:timers/promises';
import type { V3MockServer } from '@pact-foundation/pact';
import { makeConsumerPact } from '@pact-foundation/pact-core';

/** Any pact finds the mock server of another one by its port. */
const anyPact = makeConsumerPact('any', 'any');
const MAX_WAITS = 2000;

/**
 * Waits until the mock server has recorded every expected request. Pact records a request on another thread, just after its
 * response, and reports it as missing until then. A request that never arrives is reported by Pact.
 */
export function waitForMockServer(
  act: (server: V3MockServer) => Promise<void>,
): (server: V3MockServer) => Promise<void> {
  return async (server) => {
    await act(server);
    for (let waits = 0; waits < MAX_WAITS; waits++) {
      if (anyPact.mockServerMatchedSuccessfully(server.port)) return;
      await pause(1);
    }
  };
}
