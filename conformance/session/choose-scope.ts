import { Blocked } from './block-check.ts';
import type { Run } from './session.ts';
import { isTooLong } from './search-slots.ts';
import { slotPairs } from './slot-query.ts';
import { type Span, startOfDay } from './window.ts';

/** Days that are looked at where the whole window is too much. */
const SCOPES = [14, 7];

/** Chooses how much of the window is looked at without filters: what a large XIS can answer in full, and in time. */
export async function chooseScope(run: Run): Promise<Span> {
  const { window } = run;
  const smaller = SCOPES.map((days) => ({ from: window.from, to: startOfDay(window.from, days) }));
  for (const span of [window, ...smaller]) {
    try {
      if (!isTooLong(await run.slots(slotPairs(span)))) return span;
    } catch (error) {
      if (!(error instanceof Blocked)) throw error;
      if (error.failure !== 'too-long' && error.failure !== 'timeout') return window;
    }
  }
  return window;
}
