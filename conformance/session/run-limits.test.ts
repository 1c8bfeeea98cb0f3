import { expect, test } from 'vitest';
import { createFailure } from '../../transport/failure.ts';
import { createRunLimits } from './run-limits.ts';

const { signal } = new AbortController();

test('a run has a request limit, and reports it', () => {
  const limits = createRunLimits({ signal });
  for (let sent = 0; sent < 2000; sent++) {
    expect(limits.exceeded()).toBeUndefined();
    limits.count({ bytes: 1 });
  }
  expect(limits.exceeded()).toMatchObject({
    kind: 'too-many-requests',
    text: expect.stringContaining('2000 requests'),
  });
});

test('a hundred responses of 4 MB are within the limit', () => {
  const limits = createRunLimits({ signal });
  for (let read = 0; read < 100; read++) limits.count({ bytes: 4_000_000 });
  expect(limits.exceeded()).toBeUndefined();
  for (let read = 0; read < 100; read++) limits.count({ bytes: 4_000_000 });
  expect(limits.exceeded()).toMatchObject({ kind: 'too-much-read', text: expect.stringContaining('500 MB') });
});

test('time-outs in a row end it, others do not', () => {
  const limits = createRunLimits({ signal });
  const timeout = { bytes: 0, failure: createFailure('timeout') };
  for (let timed = 0; timed < 4; timed++) limits.count(timeout);
  limits.count({ bytes: 0 });
  limits.count(timeout);
  expect(limits.exceeded()).toBeUndefined();
  for (let timed = 0; timed < 4; timed++) limits.count(timeout);
  expect(limits.exceeded()?.kind).toBe('circuit-open');
});
