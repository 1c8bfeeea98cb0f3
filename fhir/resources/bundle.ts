import { array, integer, oneOf, openObject, type Schema, string } from '../../schema/schema.ts';

/**
 * Returns the schema of a searchset Bundle of one kind of resource (SL-1, CN-1).
 * @param resource the schema of the resources in it
 * @param options.bare the resource itself is the entry, as published for Schedule (PR)
 */
export function searchsetSchema(resource: Schema<unknown>, options: { readonly bare?: boolean } = {}): Schema<unknown> {
  return openObject(
    { resourceType: oneOf(['Bundle']), type: oneOf(['searchset']) },
    {
      total: integer({ minimum: 0 }),
      entry: array<unknown>(options.bare ? resource : openObject({ fullUrl: string({ minLength: 1 }), resource })),
      link: array(openObject({ relation: string(), url: string() })),
    },
  );
}
