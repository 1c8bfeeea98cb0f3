import { pagesComplete } from '../support/pages-complete.ts';
import type { XisCheck } from '../xis-check.ts';

export const searchNextComplete: XisCheck = {
  id: 'slot-search/next-complete',
  title: 'No slot is lost between two pages',
  clauses: ['SL-18'],
  level: 'must',
  needs: [],
  catches: ['slot-next-skips'],
  run: pagesComplete,
};
