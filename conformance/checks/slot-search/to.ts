import { toAlone } from '../support/to-alone.ts';
import type { XisCheck } from '../xis-check.ts';

export const searchTo: XisCheck = {
  id: 'slot-search/to',
  title: 'schedule.date=le… leaves out slots that start after',
  requirements: ['SL-9', 'SL-19'],
  level: 'must',
  needs: [],
  defects: ['slot-ignores-to'],
  run: toAlone,
};
