import { toAlone } from '../support/to-alone.ts';
import type { XisCheck } from '../xis-check.ts';

export const searchTo: XisCheck = {
  id: 'slot-search/to',
  title: 'schedule.date=le… leaves out slots that start after',
  clauses: ['SL-9', 'SL-19'],
  level: 'must',
  needs: [],
  catches: ['slot-ignores-to'],
  run: toAlone,
};
