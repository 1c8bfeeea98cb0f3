import { isMeant, type JournalEntry } from '../world/journal.ts';
import type { World } from '../world/world.ts';
import { ControlError } from './control-error.ts';
import { DEFAULT_TIMEOUT_MS, type Organization } from './organization.ts';
import { explanationOf, instantText, type RequestView, requestView } from './views.ts';

/** The control of an organization's journal. */
export function requestsControl(world: () => World): Organization['requests'] {
  const view = (entry: JournalEntry): RequestView => requestView(entry, (at) => instantText(world(), at));
  return {
    find: (criteria) => world().journal.find(criteria).map(view),
    count: (criteria) => world().journal.find(criteria).length,
    explain(id) {
      const entry = world().journal.get(id);
      if (!entry) throw new ControlError('not-found', 'there is no such request in the journal');
      return { ...view(entry), why: explanationOf(world(), entry) };
    },
    async next(criteria = {}, { timeoutMs = DEFAULT_TIMEOUT_MS } = {}) {
      const what = `request ${JSON.stringify(criteria)}`;
      return view(await world().answeredRequests.next((entry) => isMeant(entry, criteria), what, timeoutMs));
    },
    clear: () => world().journal.clear(),
  };
}
