import { expect, test } from 'vitest';
import { validator } from '../../../schema/validator.ts';
import { callbacksSchema } from './settings.ts';

test.each([
  [{}, true],
  [{ url: 'http://localhost:3000/fhir', timeout: 'PT2S' }, true],
  [{ retry: { first: 'PT1S', factor: 1, longest: 'PT1M', jitter: 0, attempts: 1 } }, true],
  [{ url: 'localhost' }, false],
  [{ timeout: 10 }, false],
  [{ retry: { factor: 0.5 } }, false],
  [{ retry: { jitter: 2 } }, false],
  [{ retry: { attempts: 0 } }, false],
  [{ retries: {} }, false],
])('CB-6: %j is a valid callback setting: %s', (value, expected) => {
  expect(validator(callbacksSchema).accepts(value)).toBe(expected);
});
