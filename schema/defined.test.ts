import { expect, expectTypeOf, test } from 'vitest';
import { defined } from './defined.ts';

test('omits undefined values, and keeps null, false, 0 and the empty text', () => {
  const missing: string | undefined = undefined;
  expect(Object.keys(defined({ a: missing, b: null, c: false, d: 0, e: '' }))).toEqual(['b', 'c', 'd', 'e']);
});

test('has a type in which what may be undefined is optional', () => {
  const maybe = 'x' as string | undefined;
  expectTypeOf(defined({ a: 1, b: maybe })).toEqualTypeOf<{ a: number; b?: string }>();
});
