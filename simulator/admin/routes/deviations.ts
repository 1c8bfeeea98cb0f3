import { object } from '../../../schema/schema.ts';
import { DEFECTS } from '../../defects/catalogue.ts';
import { contentionSchema } from '../../domain/booking/contention.ts';
import { faultSchema } from '../../domain/fault/rule.ts';
import { defectsSchema } from '../../practice/schema.ts';
import { type AdminRoute, adminRoute, ORGANIZATION_PATH } from '../route.ts';
/** What goes wrong, and who else wants slots. */
export const FAULTS_ROUTES: readonly AdminRoute[] = [
  adminRoute({
    method: 'get',
    path: `${ORGANIZATION_PATH}/faults`,
    summary: 'Its faults, and how often each has matched and struck',
    response: '`faults`.',
    handle: ({ organization }) => ({ faults: organization().faults.list() }),
  }),
  adminRoute({
    method: 'post',
    path: `${ORGANIZATION_PATH}/faults`,
    summary: 'Add a fault, or replace the one with its id',
    response: 'The fault.',
    status: 201,
    input: faultSchema,
    handle: ({ organization, input }) => organization().faults.add(input),
  }),
  adminRoute({
    method: 'delete',
    path: `${ORGANIZATION_PATH}/faults/{id}`,
    summary: 'Remove a fault',
    response: 'Nothing.',
    handle: ({ organization, parameter }) => organization().faults.remove(parameter('id')),
  }),
  adminRoute({
    method: 'delete',
    path: `${ORGANIZATION_PATH}/faults`,
    summary: 'Remove all its faults',
    response: 'Nothing.',
    handle: ({ organization }) => organization().faults.clear(),
  }),
  adminRoute({
    method: 'get',
    path: `${ORGANIZATION_PATH}/contention`,
    summary: 'Who else wants slots',
    response: 'The settings, as in the configuration.',
    handle: ({ organization }) => organization().contention.get(),
  }),
  adminRoute({
    method: 'put',
    path: `${ORGANIZATION_PATH}/contention`,
    summary: 'Set who else wants slots, from now on',
    response: 'The settings.',
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
    response: '`defects`, each with `id`, `clauses` and `description`.',
    handle: () => ({ defects: DEFECTS }),
  }),
  adminRoute({
    method: 'get',
    path: `${ORGANIZATION_PATH}/defects`,
    summary: 'The defects that it has',
    response: '`defects`: their ids.',
    handle: ({ organization }) => ({ defects: organization().defects.list() }),
  }),
  adminRoute({
    method: 'put',
    path: `${ORGANIZATION_PATH}/defects`,
    summary: 'Make these its defects, and no others',
    response: '`defects`: their ids.',
    input: object({ defects: defectsSchema }),
    handle({ organization, input }) {
      organization().defects.set(input.defects);
      return { defects: organization().defects.list() };
    },
  }),
];
