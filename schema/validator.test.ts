import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bsnString, instantString } from '../fhir/formats.ts';
import { runs } from '../test/support/runs.ts';
import { explainErrors, MAX_VIOLATIONS } from './explain-errors.ts';
import { stringFormat } from './formats.ts';
import { anyOf, array, integer, object, oneOf, string } from './schema.ts';
import { validator } from './validator.ts';

const visit = object(
  {
    at: instantString(),
    people: array(object({ bsn: bsnString() }), { minItems: 1, maxItems: 2 }),
  },
  {
    status: oneOf(['free', 'busy']),
    minutes: integer({ minimum: 1, maximum: 60 }),
    note: string({ minLength: 1, maxLength: 3 }),
    ref: string({ pattern: '^Slot/' }),
    who: anyOf([object({ practice: string() }), object({ person: object({ name: string() }) })]),
    when: anyOf([string(), integer()], { expected: 'a day or a number of days' }),
  },
);
const fine = { at: '2026-11-24T08:00:00Z', people: [{ bsn: '123456782' }] };

/** The first violation, as a line. */
function first(value: unknown): string {
  const [found] = validator(visit).violations(value);
  return found ? `${found.code} ${found.path.join('.')}: ${found.message}` : 'none';
}

describe('a violation', () => {
  test.each([
    ['none', fine],
    ["required : 'people' is required", { ...fine, people: undefined }],
    ["required : 'at' is required", { people: fine.people }],
    ['structure at: expected a string, got a number', { ...fine, at: 5 }],
    ['structure at: expected a string, got null', { ...fine, at: null }],
    ['value at: expected a valid instant', { ...fine, at: '2026-02-30T08:00:00Z' }],
    ['structure people: expected an array, got an object', { ...fine, people: {} }],
    ['value people: expected at least 1 item(s)', { ...fine, people: [] }],
    ["required people.1: 'bsn' is required", { ...fine, people: [{ bsn: '999900109' }, {}] }],
    ['value people.0.bsn: expected a valid bsn', { ...fine, people: [{ bsn: '123456789' }] }],
    ['value status: expected one of free, busy', { ...fine, status: 'gone' }],
    ['value minutes: expected a number <= 60', { ...fine, minutes: 61 }],
    ['value note: expected text that is not empty', { ...fine, note: '' }],
    ['value note: expected at most 3 characters', { ...fine, note: 'long' }],
    ['value ref: expected text of the form ^Slot/', { ...fine, ref: 'Schedule/1' }],
    ['structure when: expected a day or a number of days, got a boolean', { ...fine, when: true }],
    ['structure who.person.name: expected a string, got a number', { ...fine, who: { person: { name: 3 } } }],
    ['structure : expected an object, got a string', 'text'],
  ])('TR-7: %s', (expected, value) => {
    expect(first(JSON.parse(JSON.stringify(value)))).toBe(expected);
  });

  test('names an unknown key, and the known one that is like it, or all that are known', () => {
    const shape = validator(object({ agb: string() }, { name: string() }));
    const [found] = shape.violations({ agb: '1', nam: 'x' });
    expect(shape.violations({ agb: '1', color: 'x' })[0]?.message).toBe('unknown key; known here: agb, name');
    expect(found).toEqual({
      path: [],
      code: 'structure',
      keyword: 'additionalProperties',
      key: 'nam',
      message: 'unknown key',
      suggestion: 'did you mean name?',
    });
  });

  test('never repeats the value that was found', () => {
    const canary = 'Emma de Boer 123456782';
    const hostile = fc.anything().map((value) => ({ at: canary, people: [{ bsn: canary }], who: { [canary]: value } }));
    fc.assert(
      fc.property(hostile, (value) => {
        const messages = validator(visit, { all: true })
          .violations(value)
          .map(({ message }) => message);
        expect(messages.length).toBeGreaterThan(0);
        expect(messages.join()).not.toContain(canary);
      }),
      { numRuns: runs(20) },
    );
  });
});

describe('a validator', () => {
  const wrong = { at: 5, people: [], minutes: 0, note: '' };

  test('reports only the first violation of a request, so that a hostile body cannot make a long response', () => {
    expect(validator(visit).violations(wrong)).toHaveLength(1);
  });

  test('reports every violation once on request', () => {
    const paths = validator(visit, { all: true })
      .violations(wrong)
      .map(({ path }) => path.join('.'));
    expect(paths.sort()).toEqual(['at', 'minutes', 'note', 'people']);
  });

  test('knows a format by the schema that it is given, and only one of a name', () => {
    const even = validator(stringFormat('even-length', (text) => text.length % 2 === 0)());
    expect(() => stringFormat('even-length', () => true)).toThrow("the format 'even-length' is defined twice");
    expect(even.accepts('ab')).toBe(true);
    expect(even.accepts('abc')).toBe(false);
  });

  test('keeps slashes, tildes and digits in a path', () => {
    const nested = validator(object({ 'a/b~c': array(object({ '0': string() })) }));
    expect(nested.violations({ 'a/b~c': [{ '0': 1 }] })[0]?.path).toEqual(['a/b~c', 0, 0]);
  });
});

describe('a large value', () => {
  const closed = object(
    { agb: string() },
    { items: array(anyOf([object({ a: string() }), object({ b: integer() })])) },
  );
  const unknownKeys = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`k${at}`, 1]));

  test.each([1000, 15_000])('of %i mistakes gets a bounded list with the number of the rest', (count) => {
    const violations = validator(closed, { all: true }).violations({ agb: '1', ...unknownKeys(count) });
    expect(violations).toHaveLength(MAX_VIOLATIONS + 1);
    expect(violations.at(-1)?.message).toBe(`${count - MAX_VIOLATIONS} more mistakes`);
  });

  test('with more parts than errors can be kept for gets its first mistake', () => {
    const violations = validator(closed, { all: true }).violations({ agb: '1', ...unknownKeys(100_000) });
    expect(violations.map(({ key }) => key)).toEqual(['k0']);
  });

  test('of failed unions is bounded as well', () => {
    const items = Array.from({ length: 8000 }, () => ({ c: true }));
    expect(validator(closed, { all: true }).violations({ agb: '1', items })).toHaveLength(MAX_VIOLATIONS + 1);
  });

  test('costs a number of steps that grows with its length only', () => {
    const steps = (count: number): number => {
      let reads = 0;
      const error = (at: number, keyword: string, schemaPath: string) => ({
        keyword,
        params: {},
        instancePath: `/items/${at}`,
        get schemaPath() {
          reads++;
          return schemaPath;
        },
      });
      const errors = Array.from({ length: count }, (_, at) => [
        error(at, 'type', '#/items/anyOf/0/type'),
        error(at, 'type', '#/items/anyOf/1/type'),
        error(at, 'anyOf', '#/items/anyOf'),
      ]);
      explainErrors(errors.flat());
      return reads;
    };
    expect(steps(20_000)).toBeLessThanOrEqual(10 * steps(2000) + 1000);
  });
});
