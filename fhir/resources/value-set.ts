import { array, oneOf, openObject, type Schema, string } from '../../schema/schema.ts';

/** The ValueSet of bookable appointment types (AT-1, AT-3). */
export const valueSetSchema: Schema<unknown> = openObject({
  resourceType: oneOf(['ValueSet']),
  status: oneOf(['active', 'draft', 'retired', 'unknown']),
  compose: openObject({
    include: array(
      openObject({
        system: string({ minLength: 1 }),
        concept: array(openObject({ code: string({ minLength: 1 }), display: string({ minLength: 1 }) })),
      }),
    ),
  }),
});
