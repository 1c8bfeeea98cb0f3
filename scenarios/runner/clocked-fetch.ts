import { formatInstant, instant, parseInstant, plus } from '../../fhir/instant.ts';
import type { Organization } from '../../simulator/index.ts';

/**
 * Creates a fetch for a XIS with a frozen clock. While the XIS delays a response, the clock moves on: to the moment of the
 * response or to the time-out of the request, whichever is first. No real time passes.
 */
export function createClockedFetch(xis: Organization, timeoutMs: number): typeof fetch {
  /** Delayed responses whose requests have timed out. */
  const abandoned = new Set<string>();
  return async (url, init) => {
    const hasDelays = xis.faults.list().some(({ fault }) => 'delay' in fault.effect);
    if (!hasDelays) return fetch(url, init);
    const deadline = plus(nowAt(xis), timeoutMs);
    const timeout = new AbortController();
    let isOver = false;
    const response = fetch(url, { ...init, signal: timeout.signal }).finally(() => {
      isOver = true;
    });
    while (!isOver) {
      await Promise.race([response.catch(() => undefined), new Promise((resolve) => setImmediate(resolve))]);
      const delayed = xis.clock
        .view()
        .due.find(({ kind, at, subject }) => kind === 'answer' && !abandoned.has(`${at} ${subject}`));
      if (isOver || delayed === undefined) continue;
      const at = parseInstant(delayed.at) ?? instant(0);
      if (at <= deadline) {
        await xis.clock.advance({ to: delayed.at });
      } else {
        abandoned.add(`${delayed.at} ${delayed.subject}`);
        await xis.clock.advance({ to: formatInstant(deadline) });
        timeout.abort(new DOMException('the request timed out', 'TimeoutError'));
      }
    }
    return response;
  };
}

/** Returns the time of a practice's clock. */
export function nowAt(xis: Organization): ReturnType<typeof instant> {
  return parseInstant(xis.clock.now()) ?? instant(0);
}
