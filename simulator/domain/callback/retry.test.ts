import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runs } from '../../../test/support/runs.ts';
import { createFailure } from '../../../transport/failure.ts';
import { type AttemptResult, decideNextStep } from './retry.ts';

const answered = (status: number, retryAfterMs?: number): AttemptResult => ({
  kind: 'answered',
  status,
  ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
});
const noAnswer: AttemptResult = { kind: 'no-answer', failure: createFailure('timeout') };
const noJitter = { retry: { jitter: 0 } };

/** Returns the wait after a number of attempts. */
function waitAfter(attempts: number, result = noAnswer, settings = {}, jitter = 0.5): number {
  const step = decideNextStep(result, attempts, settings, jitter);
  if (step.next !== 'retry') throw new Error(`${step.next} after ${attempts} attempts`);
  return step.waitMs;
}

describe('what follows from an attempt', () => {
  test.each([
    [200, 'delivered'],
    [201, 'delivered'],
    [204, 'delivered'],
    [302, 'failed'],
    [400, 'failed'],
    [401, 'failed'],
    [404, 'failed'],
    [409, 'failed'],
    [422, 'failed'],
    [429, 'retry'],
    [500, 'retry'],
    [503, 'retry'],
  ])('CB-6: of a response %d: %s', (status, next) => {
    expect(decideNextStep(answered(status), 1, noJitter, 0.5).next).toBe(next);
  });

  test.each(['connection-refused', 'timeout', 'dropped', 'tls-unknown-ca', 'proxy-refused'] as const)(
    'CB-6: without a response (%s): retry',
    (kind) => {
      expect(decideNextStep({ kind: 'no-answer', failure: createFailure(kind) }, 1, noJitter, 0.5).next).toBe('retry');
    },
  );

  test('CB-6: of the last attempt: it has failed, and why', () => {
    const settings = { retry: { attempts: 3 } };
    expect(decideNextStep(answered(503), 2, settings, 0.5).next).toBe('retry');
    expect(decideNextStep(answered(503), 3, settings, 0.5)).toEqual({
      next: 'failed',
      reason: 'not delivered in 3 attempts',
    });
    expect(decideNextStep(answered(201), 3, settings, 0.5)).toEqual({ next: 'delivered' });
    expect(decideNextStep(answered(400), 1, settings, 0.5)).toMatchObject({ next: 'failed', reason: /400.*final/ });
  });
});

describe('the wait before the next attempt', () => {
  test('CB-6: doubles from five seconds to a quarter of an hour, unless configured', () => {
    const waits = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((attempts) => waitAfter(attempts, noAnswer, noJitter) / 1000);
    expect(waits).toEqual([5, 10, 20, 40, 80, 160, 320, 640, 900]);
  });

  const settings = fc.record({
    retry: fc.record({
      first: fc.nat({ max: 100 }).map((seconds) => `PT${seconds}S`),
      factor: fc.double({ min: 1, max: 100, noNaN: true }),
      longest: fc.integer({ min: 100, max: 10_000 }).map((seconds) => `PT${seconds}S`),
      jitter: fc.double({ min: 0, max: 1, noNaN: true }),
      attempts: fc.constant(10_000),
    }),
  });
  const attempts = fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 9998 }));
  const jitters = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

  test('CB-6: is a whole number up to the longest wait, for any configuration', () => {
    fc.assert(
      fc.property(settings, attempts, jitters, (configured, count, jitter) => {
        const wait = waitAfter(count, noAnswer, configured, jitter);
        expect(Number.isInteger(wait)).toBe(true);
        expect(wait).toBeGreaterThanOrEqual(0);
        expect(wait).toBeLessThanOrEqual(Number(/\d+/.exec(configured.retry.longest)?.[0]) * 1000);
      }),
      { numRuns: runs(100) },
    );
  });

  test('CB-6: never gets shorter without jitter', () => {
    fc.assert(
      fc.property(settings, attempts, ({ retry }, count) => {
        const without = { retry: { ...retry, jitter: 0 } };
        expect(waitAfter(count + 1, noAnswer, without)).toBeGreaterThanOrEqual(waitAfter(count, noAnswer, without));
      }),
    );
  });

  test('CB-6: differs by the jitter’s share at most', () => {
    const tenth = { retry: { first: 'PT10S', jitter: 0.1 } };
    expect([0, 0.5, 0.999999].map((jitter) => waitAfter(1, noAnswer, tenth, jitter))).toEqual([9000, 10_000, 11_000]);
  });

  test('CB-6: is never before Retry-After, and at most thirty days', () => {
    expect(waitAfter(1, answered(503, 60_000), noJitter)).toBe(60_000);
    expect(waitAfter(5, answered(429, 1000), noJitter)).toBe(80_000);
    expect(waitAfter(1, answered(503, 3_600_000), noJitter)).toBe(3_600_000);
    expect(waitAfter(1, answered(503, 1e14), noJitter)).toBe(30 * 86_400_000);
  });
});
