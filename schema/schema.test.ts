import { describe, expect, expectTypeOf, test } from 'vitest';
import {
  anyOf,
  array,
  boolean,
  integer,
  number,
  object,
  oneOf,
  openObject,
  record,
  type Static,
  string,
} from './schema.ts';
import { validator } from './validator.ts';

const personSchema = object(
  { id: string({ minLength: 1 }), sort: oneOf(['patient', 'practitioner']) },
  { age: integer({ minimum: 0 }), tags: array(string()), weights: record(number()), here: boolean() },
);

describe('a schema', () => {
  test('carries the type of what it accepts', () => {
    expectTypeOf<Static<typeof personSchema>>().toEqualTypeOf<{
      readonly id: string;
      readonly sort: 'patient' | 'practitioner';
      readonly age?: number;
      readonly tags?: readonly string[];
      readonly weights?: Readonly<Record<string, number>>;
      readonly here?: boolean;
    }>();
    const either = anyOf([string(), integer()]);
    expectTypeOf<Static<typeof either>>().toEqualTypeOf<string | number>();
    expect(validator(either).accepts(1)).toBe(true);
  });

  test.each([
    [{ id: 'a', sort: 'patient' }, true],
    [{ id: 'a', sort: 'practitioner', age: 3, tags: ['x'], weights: { left: 1.5 }, here: false }, true],
    [{ id: 'a' }, false],
    [{ id: 'a', sort: 'relative' }, false],
    [{ id: 'a', sort: 'patient', age: 1.5 }, false],
    [{ id: 'a', sort: 'patient', colour: 'red' }, false],
    [{ id: 'a', sort: 'patient', weights: { left: 'heavy' } }, false],
    [[], false],
    [null, false],
  ])('of a closed object: %j is accepted: %s', (value, expected) => {
    expect(validator(personSchema).accepts(value)).toBe(expected);
  });

  test('of a resource lets pass what it does not name, as FHIR does', () => {
    const slot = validator(openObject({ id: string() }, { status: string() }));
    expect(slot.accepts({ id: '1', meta: { versionId: '3' } })).toBe(true);
    expect(slot.accepts({ status: 'free' })).toBe(false);
    expect(slot.accepts({ id: '1', status: 7 })).toBe(false);
  });
});
