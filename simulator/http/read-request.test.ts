import { expect, test } from 'vitest';
import { parseQuery } from './read-request.ts';

test.each([
  ['', true],
  ['status=free', true],
  ['schedule.date=ge2026-11-24T00%3A00%3A00%2B01%3A00&service-category=http%3A%2F%2Fx%7Cconsult', true],
  ['status=free&foo=1', false],
  ['patient=123456782', false],
  ['schedule=123456782', false],
  ['schedule=Emma%20de%20Boer', false],
  ['status=Free', false],
  ['status=', false],
  ['123456782', false],
])('%j has values of the protocol only: %j', (raw, expected) => {
  expect(parseQuery(raw)?.isOpen).toBe(expected);
});
