import { object } from '../../../schema/schema.ts';
import { DEFECTS } from '../../defects/catalogue.ts';
import { defectsSchema } from '../../defects/schema.ts';
import { type AdminRoute, adminRoute, ONE } from '../route.ts';

/** What the XIS does wrong. */
export const DEFECTS_ROUTES: readonly AdminRoute[] = [
  adminRoute({
    method: 'get',
    path: '/defects',
    summary: 'All defects that there are',
    answer: '`defects`, each with `id`, `clauses` and `description`.',
    handle: () => ({ defects: DEFECTS }),
  }),
  adminRoute({
    method: 'get',
    path: `${ONE}/defects`,
    summary: 'The defects that it has',
    answer: '`defects`: their ids.',
    handle: ({ organization }) => ({ defects: organization().defects.list() }),
  }),
  adminRoute({
    method: 'put',
    path: `${ONE}/defects`,
    summary: 'Make these its defects, and no others',
    answer: '`defects`: their ids.',
    input: object({ defects: defectsSchema }),
    handle({ organization, input }) {
      organization().defects.set(input.defects);
      return { defects: organization().defects.list() };
    },
  }),
];
