import { expect, test } from 'vitest';
import { hasEnded } from './delivery.ts';

test.each([
  ['waiting', false],
  ['sending', false],
  ['held', false],
  ['delivered', true],
  ['failed', true],
  ['lost', true],
] as const)('CB-6: a delivery that is %s has ended: %s', (state, expected) => {
  expect(hasEnded({ state })).toBe(expected);
});
