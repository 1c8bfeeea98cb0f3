import type { Observer } from '../observation.ts';
import { asList, asObject, asText, describeMismatch } from './values.ts';

/** The coding of an appointment type or a service category. */
export interface TypeCoding {
  readonly system: string;
  readonly code: string;
  readonly display: string;
}

/** Returns whether a list of codes and `system|code` names a type. */
export function isListed({ system, code }: TypeCoding, types: readonly string[]): boolean {
  return types.includes(code) || types.includes(`${system}|${code}`);
}

/** Reads every coding with system and code in a CodeableConcept or a list of them. */
export function readCodings(value: unknown): readonly TypeCoding[] {
  const concepts = Array.isArray(value) ? value : [value];
  return concepts
    .flatMap((concept) => asList(asObject(concept)?.['coding']))
    .flatMap((value) => {
      const { system, code, display } = asObject(value) ?? {};
      const coding = { system: asText(system), code: asText(code) };
      if (coding.system === undefined || coding.code === undefined) return [];
      return [{ system: coding.system, code: coding.code, display: asText(display) ?? coding.code }];
    });
}

/**
 * Reads the appointment types of a ValueSet (AT-1, AT-3, AT-5).
 * @returns undefined for anything else than a ValueSet
 */
export function readAppointmentTypes(body: unknown, observe: Observer): readonly TypeCoding[] | undefined {
  const valueSet = asObject(body);
  if (valueSet?.['resourceType'] !== 'ValueSet') {
    observe.discard('AT-1', 'resourceType', describeMismatch('ValueSet', body));
    return undefined;
  }
  if (!['active', 'draft', 'retired', 'unknown'].includes(asText(valueSet['status']) ?? '')) {
    observe.warnMismatch('AT-1', 'status', 'active, draft, retired or unknown', valueSet['status']);
  }
  const compose = asObject(valueSet['compose']);
  if (!compose || !Array.isArray(compose['include'])) {
    observe.warnMismatch('AT-1', 'compose.include', 'a list', compose?.['include']);
  }
  return asList(compose?.['include']).flatMap((include, index) =>
    readInclude(include, `compose.include[${index}]`, observe),
  );
}

function readInclude(include: unknown, path: string, observe: Observer): readonly TypeCoding[] {
  const { system: systemValue, concept } = asObject(include) ?? {};
  const system = asText(systemValue);
  if (system === undefined) {
    observe.discardMismatch('AT-1', `${path}.system`, 'a system', systemValue);
    return [];
  }
  return asList(concept).flatMap((item, index) => {
    const { code: codeValue, display: displayValue } = asObject(item) ?? {};
    const at = `${path}.concept[${index}]`;
    const code = asText(codeValue);
    if (code === undefined) {
      observe.discardMismatch('AT-1', `${at}.code`, 'a code', codeValue);
      return [];
    }
    const display = asText(displayValue);
    if (display === undefined) observe.warnMismatch('AT-1', `${at}.display`, 'a display', displayValue);
    return [{ system, code, display: display ?? code }];
  });
}
