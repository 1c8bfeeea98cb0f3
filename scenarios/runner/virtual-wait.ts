import { formatInstant, instant, parseInstant, plus } from '../../fhir/instant.ts';
import type { Organization } from '../../simulator/index.ts';

/** Answers that nobody waits for any more, of one practice. */
export type Abandoned = Set<string>;

/**
 * Sends a request to a XIS whose clock stands still. While the XIS lets it wait, the clock goes on: to the moment of the
 * answer, or to the one at which Spreekuur.nl gives up, whichever comes first. No real time passes.
 */
export async function fetchOnClock(
  control: Organization,
  timeoutMs: number,
  abandoned: Abandoned,
  url: Parameters<typeof fetch>[0],
  init: RequestInit,
): Promise<Response> {
  const mayWait = control.faults.list().some(({ fault }) => 'delay' in fault.effect);
  if (!mayWait) return fetch(url, init);
  const deadline = plus(nowOf(control), timeoutMs);
  const ending = new AbortController();
  let ended = false;
  const answer = fetch(url, { ...init, signal: ending.signal }).finally(() => {
    ended = true;
  });
  while (!ended) {
    await Promise.race([answer.catch(() => undefined), new Promise((resolve) => setImmediate(resolve))]);
    const waiting = control.clock
      .view()
      .due.find(({ kind, at, subject }) => kind === 'answer' && !abandoned.has(`${at} ${subject}`));
    if (ended || waiting === undefined) continue;
    const at = parseInstant(waiting.at) ?? instant(0);
    if (at <= deadline) {
      await control.clock.advance({ to: waiting.at });
    } else {
      abandoned.add(`${waiting.at} ${waiting.subject}`);
      await control.clock.advance({ to: formatInstant(deadline) });
      ending.abort(new DOMException('no answer in time', 'TimeoutError'));
    }
  }
  return answer;
}

/** The moment that a practice's clock shows. */
export function nowOf(control: Organization): ReturnType<typeof instant> {
  return parseInstant(control.clock.now()) ?? instant(0);
}
