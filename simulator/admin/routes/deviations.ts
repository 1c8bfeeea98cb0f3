import { object } from '../../../schema/schema.ts';
import { DEFECTS } from '../../defects/catalogue.ts';
import { contentionSchema } from '../../domain/booking/contention.ts';
import { faultSchema } from '../../domain/fault/rule.ts';
import { defectsSchema } from '../../practice/schema.ts';
import { type AdminRoute, adminRoute, ORGANIZATION_PATH } from '../route.ts';
export const FAULTS_ROUTES: readonly AdminRoute[] = [
  adminRoute({
    method: 'get',
    path: `${ORGANIZATION_PATH}/faults`,
    summary: 'The faults with their counters',
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
    summary: 'Remove all faults',
    response: 'Nothing.',
    handle: ({ organization }) => organization().faults.clear(),
  }),
  adminRoute({
    method: 'get',
    path: `${ORGANIZATION_PATH}/contention`,
    summary: 'The competition for slots',
    response: 'The settings, as in the configuration.',
    handle: ({ organization }) => organization().contention.get(),
  }),
  adminRoute({
    method: 'put',
    path: `${ORGANIZATION_PATH}/contention`,
    summary: 'Replace the competition for slots',
    response: 'The settings.',
    input: contentionSchema,
    handle({ organization, input }) {
      organization().contention.set(input);
      return organization().contention.get();
    },
  }),
];

export const DEFECTS_ROUTES: readonly AdminRoute[] = [
  adminRoute({
    method: 'get',
    path: '/defects',
    summary: 'All available defects',
    response: '`defects`, each with `id`, `clauses` and `description`.',
    handle: () => ({ defects: DEFECTS }),
  }),
  adminRoute({
    method: 'get',
    path: `${ORGANIZATION_PATH}/defects`,
    summary: 'The active defects',
    response: '`defects`: their ids.',
    handle: ({ organization }) => ({ defects: organization().defects.list() }),
  }),
  adminRoute({
    method: 'put',
    path: `${ORGANIZATION_PATH}/defects`,
    summary: 'Replace the active defects',
    response: '`defects`: their ids.',
    input: object({ defects: defectsSchema }),
    handle({ organization, input }) {
      organization().defects.set(input.defects);
      return { defects: organization().defects.list() };
    },
  }),
];
