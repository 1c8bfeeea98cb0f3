import { expect, test } from 'vitest';
import { isId } from './id.ts';

test.each(['1', 'jansen-20261124T0800Z', 'A.b-9', 'x'.repeat(64)])('%j is a logical id', (text) => {
  expect(isId(text)).toBe(true);
});

test.each(['', 'x'.repeat(65), 'a b', 'a/b', 'a_b', 'é', 'a\n', '../x'])('%j is no logical id', (text) => {
  expect(isId(text)).toBe(false);
});
