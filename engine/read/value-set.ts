import { found, type Observer } from '../observation.ts';
import type { TypeCoding } from './coding.ts';
import { listOf, notA, objectOf, textIn } from './values.ts';

/**
 * Reads the appointment types of a ValueSet (AT-1, AT-3, AT-5).
 * @returns undefined when it is no ValueSet at all
 */
export function readAppointmentTypes(body: unknown, observe: Observer): readonly TypeCoding[] | undefined {
  const valueSet = objectOf(body);
  if (valueSet?.['resourceType'] !== 'ValueSet') {
    observe.unusable('AT-1', 'resourceType', notA('ValueSet', body));
    return undefined;
  }
  if (!['active', 'draft', 'retired', 'unknown'].includes(textIn(valueSet['status']) ?? '')) {
    observe.odd('AT-1', 'status', `expected active, draft, retired or unknown, found ${found(valueSet['status'])}`);
  }
  const compose = objectOf(valueSet['compose']);
  if (!compose || !Array.isArray(compose['include'])) {
    observe.odd('AT-1', 'compose.include', `expected a list, found ${found(compose?.['include'])}`);
  }
  return listOf(compose?.['include']).flatMap((include, index) =>
    readInclude(include, `compose.include[${index}]`, observe),
  );
}

function readInclude(include: unknown, path: string, observe: Observer): readonly TypeCoding[] {
  const { system: systemValue, concept } = objectOf(include) ?? {};
  const system = textIn(systemValue);
  if (system === undefined) {
    observe.unusable('AT-1', `${path}.system`, `expected a system, found ${found(systemValue)}`);
    return [];
  }
  return listOf(concept).flatMap((one, index) => {
    const { code: codeValue, display: displayValue } = objectOf(one) ?? {};
    const at = `${path}.concept[${index}]`;
    const code = textIn(codeValue);
    if (code === undefined) {
      observe.unusable('AT-1', `${at}.code`, `expected a code, found ${found(codeValue)}`);
      return [];
    }
    const display = textIn(displayValue);
    if (display === undefined) observe.odd('AT-1', `${at}.display`, `expected a display, found ${found(displayValue)}`);
    return [{ system, code, display: display ?? code }];
  });
}
