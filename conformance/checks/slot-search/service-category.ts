import { categoryAlone } from '../support/alone.ts';
import type { XisCheck } from '../xis-check.ts';

export const searchServiceCategory: XisCheck = {
  id: 'slot-search/service-category',
  title: 'service-category finds only the slots of that category',
  clauses: ['SL-8'],
  level: 'must',
  needs: [],
  catches: ['slot-ignores-category'],
  run: categoryAlone,
};
