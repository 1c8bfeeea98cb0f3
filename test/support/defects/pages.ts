import { call } from '../http.ts';
import type { DefectCases } from './case.ts';

interface Page {
  readonly entry?: readonly { readonly resource: { readonly id: string } }[];
  readonly link: readonly { readonly relation: string; readonly url: string }[];
}

const IN_ALL = 'schedule.date=ge2027-01-11&schedule.date=le2027-02-05';

/** Pages of slots (SL-18). */
export const SLOT_PAGES: DefectCases = {
  async facts({ xis }) {
    const pages: number[] = [];
    const ids = new Set<string>();
    let status = 200;
    for (let path: string | undefined = `/Slot?${IN_ALL}`; path !== undefined; ) {
      const answer = await call(xis, 'GET', path);
      status = answer.status;
      const { entry = [], link = [] }: Partial<Page> = answer.body;
      if (status === 200) pages.push(entry.length);
      for (const { resource } of entry) ids.add(resource.id);
      path = link.find(({ relation }) => relation === 'next')?.url.replace(xis.baseUrl, '');
    }
    const few = await call(xis, 'GET', '/Slot?schedule.date=ge2027-01-11&schedule.date=le2027-01-11');
    return { status, largest: Math.max(...pages), pages: pages.length, found: ids.size, few: few.body.entry?.length };
  },
  changes: {
    'slot-search-500': () => ({ status: 500, largest: Number.NEGATIVE_INFINITY, pages: 0, found: 0, few: undefined }),
    'slot-next-skips': () => ({ largest: 50, pages: 4, found: 180 - 3 }),
    'slot-next-404': () => ({ status: 404, largest: 50, pages: 1, found: 50 }),
  },
};
