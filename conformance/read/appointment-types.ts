import { resourcesIn } from './bundle.ts';
import type { Coding } from './coding.ts';
import { at, listOf, textOf } from './json.ts';

/** An appointment type as a ValueSet has it (AT-1). */
export interface AppointmentType extends Coding {
  readonly display: string | undefined;
}

/** Returns a ValueSet, or the first ValueSet in a Bundle; undefined without a ValueSet. */
export function valueSetIn(body: unknown): unknown {
  return resourcesIn(body).find((resource) => at(resource, 'resourceType') === 'ValueSet');
}

/** Returns the types of a ValueSet, or of the first ValueSet in a Bundle; undefined without a ValueSet. */
export function appointmentTypesOf(body: unknown): readonly AppointmentType[] | undefined {
  const valueSet = valueSetIn(body);
  if (valueSet === undefined) return undefined;
  return listOf(at(valueSet, 'compose', 'include')).flatMap((include) =>
    listOf(at(include, 'concept')).flatMap((concept) => {
      const code = textOf(at(concept, 'code'));
      if (code === undefined) return [];
      return [{ system: textOf(at(include, 'system')) ?? '', code, display: textOf(at(concept, 'display')) }];
    }),
  );
}
