import type { Coding } from './coding.ts';
import { at, listOf, textOf } from './json.ts';

/** An appointment type as a ValueSet has it (AT-1). */
export interface AppointmentType extends Coding {
  readonly display: string | undefined;
}

/** Returns the types of a ValueSet, or of the first ValueSet in a Bundle; undefined without a ValueSet. */
export function appointmentTypesOf(body: unknown): readonly AppointmentType[] | undefined {
  const valueSet =
    at(body, 'resourceType') === 'Bundle'
      ? listOf(at(body, 'entry'))
          .map((entry) => at(entry, 'resource'))
          .find((resource) => at(resource, 'resourceType') === 'ValueSet')
      : body;
  if (at(valueSet, 'resourceType') !== 'ValueSet') return undefined;
  return listOf(at(valueSet, 'compose', 'include')).flatMap((include) =>
    listOf(at(include, 'concept')).flatMap((concept) => {
      const code = textOf(at(concept, 'code'));
      if (code === undefined) return [];
      return [{ system: textOf(at(include, 'system')) ?? '', code, display: textOf(at(concept, 'display')) }];
    }),
  );
}
