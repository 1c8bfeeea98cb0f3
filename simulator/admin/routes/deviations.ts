import { array, boolean, object, openObject, string } from '../../../schema/schema.ts';
import { knownFaultSchema } from '../../control/views.ts';
import { DEFECT_GROUPS } from '../../defects/catalogue.ts';
import { contentionSchema } from '../../domain/booking/contention.ts';
import { faultSchema } from '../../domain/fault/rule.ts';
import { defectsSchema } from '../../practice/schema.ts';
import { type AdminRoute, adminRoute, organizationRoute } from '../route.ts';

const ACTIVE_DEFECTS = { description: '`defects`: their ids.', schema: openObject({ defects: defectsSchema }) };

/** Faults, contention and defects. */
export const DEVIATIONS_ROUTES: readonly AdminRoute[] = [
  organizationRoute('get', '/faults', 'The faults with their counters', {
    response: { description: '`faults`.', schema: openObject({ faults: array(knownFaultSchema) }) },
    handle: ({ faults }) => ({ faults: faults.list() }),
  }),
  organizationRoute('post', '/faults', 'Add a fault, or replace the one with its id', {
    response: { description: 'The fault.', schema: knownFaultSchema },
    status: 201,
    input: faultSchema,
    handle: ({ faults }, { input }) => faults.add(input),
  }),
  organizationRoute('delete', '/faults/{id}', 'Remove a fault', {
    handle: ({ faults }, { id }) => faults.remove(id),
  }),
  organizationRoute('delete', '/faults', 'Remove all faults', {
    handle: ({ faults }) => faults.clear(),
  }),
  organizationRoute('get', '/contention', 'The competition for slots', {
    response: { description: 'The settings, as in the configuration.', schema: contentionSchema },
    handle: ({ contention }) => contention.get(),
  }),
  organizationRoute('put', '/contention', 'Replace the competition for slots', {
    response: { description: 'The settings.', schema: contentionSchema },
    input: contentionSchema,
    handle({ contention }, { input }) {
      contention.set(input);
      return contention.get();
    },
  }),
  adminRoute('get', '/defects', 'All available defects', {
    response: {
      description: '`defects` by subject, each with `id`, `clauses`, `description` and `group`.',
      schema: openObject({
        defects: array(
          openObject(
            {
              id: string(),
              clauses: array(string()),
              description: string({ description: 'What the XIS does wrong.' }),
              group: string({ description: 'The subject, as in the reference of defects.' }),
            },
            { warns: boolean({ description: 'A check that catches the defect warns instead of failing.' }) },
          ),
        ),
      }),
    },
    handle: () => ({
      defects: DEFECT_GROUPS.flatMap(({ title, defects }) => defects.map((defect) => ({ ...defect, group: title }))),
    }),
  }),
  organizationRoute('get', '/defects', 'The active defects', {
    response: ACTIVE_DEFECTS,
    handle: ({ defects }) => ({ defects: defects.list() }),
  }),
  organizationRoute('put', '/defects', 'Replace the active defects', {
    response: ACTIVE_DEFECTS,
    input: object({ defects: defectsSchema }),
    handle({ defects }, { input }) {
      defects.set(input.defects);
      return { defects: defects.list() };
    },
  }),
];
