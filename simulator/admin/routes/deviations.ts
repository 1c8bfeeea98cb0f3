import { object } from '../../../schema/schema.ts';
import { DEFECTS } from '../../defects/catalogue.ts';
import { defectsSchema } from '../../defects/schema.ts';
import { contentionSchema } from '../../domain/booking/contention.ts';
import { faultSchema } from '../../domain/fault/rule.ts';
import { type AdminRoute, adminRoute, ONE } from '../route.ts';
/** What goes wrong, and who else wants slots. */
export const FAULTS_ROUTES: readonly AdminRoute[] = [
  adminRoute({
    method: 'get',
    path: `${ONE}/faults`,
    summary: 'Its faults, and how often each has matched and struck',
    answer: '`faults`.',
    handle: ({ organization }) => ({ faults: organization().faults.list() }),
  }),
  adminRoute({
    method: 'post',
    path: `${ONE}/faults`,
    summary: 'Add a fault, or replace the one with its id',
    answer: 'The fault.',
    status: 201,
    input: faultSchema,
    handle: ({ organization, input }) => organization().faults.add(input),
  }),
  adminRoute({
    method: 'delete',
    path: `${ONE}/faults/{id}`,
    summary: 'Remove a fault',
    answer: 'Nothing.',
    handle: ({ organization, parameter }) => organization().faults.remove(parameter('id')),
  }),
  adminRoute({
    method: 'delete',
    path: `${ONE}/faults`,
    summary: 'Remove all its faults',
    answer: 'Nothing.',
    handle: ({ organization }) => organization().faults.clear(),
  }),
  adminRoute({
    method: 'get',
    path: `${ONE}/contention`,
    summary: 'Who else wants slots',
    answer: 'The settings, as in the configuration.',
    handle: ({ organization }) => organization().contention.get(),
  }),
  adminRoute({
    method: 'put',
    path: `${ONE}/contention`,
    summary: 'Set who else wants slots, from now on',
    answer: 'The settings.',
    input: contentionSchema,
    handle({ organization, input }) {
      organization().contention.set(input);
      return organization().contention.get();
    },
  }),
];

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
