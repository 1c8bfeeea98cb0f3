import { expect, test } from 'vitest';
import { validator } from '../../../schema/validator.ts';
import { contentionSchema } from './contention.ts';

test.each([
  [{}, true],
  [{ competitorsPerHour: 2.5, goneWhenBooked: { next: 3 }, phantomShare: 0.1 }, true],
  [{ goneWhenBooked: { probability: 0 } }, true],
  [{ competitorsPerHour: -1 }, false],
  [{ goneWhenBooked: { next: 1, probability: 1 } }, false],
  [{ goneWhenBooked: 3 }, false],
  [{ phantomShare: 1.01 }, false],
  [{ rivals: 1 }, false],
])('%j is a valid contention: %s', (value, expected) => {
  expect(validator(contentionSchema).accepts(value)).toBe(expected);
});
