import { listOf, objectOf, textIn } from './values.ts';

/** What a type or category is known by. */
export interface TypeCoding {
  readonly system: string;
  readonly code: string;
  readonly display: string;
}

/** Every coding with system and code in a list of CodeableConcepts; a single one is read as well. */
export function codingsOf(value: unknown): readonly TypeCoding[] {
  const concepts = Array.isArray(value) ? value : [value];
  return concepts
    .flatMap((concept) => listOf(objectOf(concept)?.['coding']))
    .flatMap((coding) => {
      const { system, code, display } = objectOf(coding) ?? {};
      const known = { system: textIn(system), code: textIn(code) };
      if (known.system === undefined || known.code === undefined) return [];
      return [{ system: known.system, code: known.code, display: textIn(display) ?? known.code }];
    });
}
