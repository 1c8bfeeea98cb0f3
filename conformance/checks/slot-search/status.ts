import { statusAlone } from '../support/alone.ts';
import type { XisCheck } from '../xis-check.ts';

export const searchStatus: XisCheck = {
  id: 'slot-search/status',
  title: 'status=free finds only free slots',
  clauses: ['SL-10'],
  level: 'must',
  needs: [],
  catches: ['slot-ignores-status'],
  run: statusAlone,
};
