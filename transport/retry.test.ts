import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createFailure, type FailureKind } from './failure.ts';
import { createRetries, decideRetry, type History, type Outcome, transportFault } from './retry.ts';

const NOW = Date.parse('2027-01-11T06:00:00Z');
const FIRST: History = { tried: 1, hasResponded: true, canRenewToken: false };

function outcome(given: Partial<Outcome> & { readonly retryAfter?: string; readonly kind?: FailureKind }): Outcome {
  const { retryAfter, kind, ...rest } = given;
  const headers = new Headers(retryAfter === undefined ? {} : { 'Retry-After': retryAfter });
  return {
    method: 'GET',
    status: 0,
    headers,
    ...(kind === undefined ? {} : { failure: createFailure(kind) }),
    ...rest,
  };
}

describe('a request is sent again', () => {
  test.for<readonly [what: string, outcome: Outcome, history: Partial<History>, waitMs: number | undefined]>([
    ['a read whose connection was dropped, at once', outcome({ kind: 'dropped' }), {}, 0],
    ['and once more after a restart', outcome({ kind: 'dropped' }), { tried: 2 }, 1000],
    ['and not a third time', outcome({ kind: 'dropped' }), { tried: 3 }, undefined],
    ['a read that broke off', outcome({ status: 200, kind: 'truncated' }), {}, 0],
    ['a read that timed out, once', outcome({ kind: 'timeout' }), {}, 0],
    ['but not twice', outcome({ kind: 'timeout' }), { tried: 2 }, undefined],
    ['not a booking that was dropped', outcome({ method: 'POST', kind: 'dropped' }), {}, undefined],
    ['not a booking that timed out', outcome({ method: 'POST', kind: 'timeout' }), {}, undefined],
    ['a booking without a connection', outcome({ method: 'POST', kind: 'connection-refused' }), {}, 1000],
    ['not before the XIS has responded', outcome({ kind: 'connection-refused' }), { hasResponded: false }, undefined],
    ['nor a drop before that', outcome({ kind: 'dropped' }), { hasResponded: false }, undefined],
    ['not after a failure of TLS', outcome({ kind: 'tls-expired' }), {}, undefined],
    ['not after a response that is no HTTP', outcome({ kind: 'no-http' }), {}, undefined],
    ['a read after 502', outcome({ status: 502 }), {}, 250],
    ['a read after 503 with seconds', outcome({ status: 503, retryAfter: '7' }), {}, 7000],
    ['a read after 504, with growing waits', outcome({ status: 504 }), { tried: 3 }, 1000],
    ['not a fifth time', outcome({ status: 504 }), { tried: 5 }, undefined],
    [
      'not a booking after 503: it may be stored',
      outcome({ method: 'POST', status: 503, retryAfter: '1' }),
      {},
      undefined,
    ],
    ['a booking after 429: it is not', outcome({ method: 'POST', status: 429, retryAfter: '1' }), {}, 1000],
    ['after 429 with a date', outcome({ status: 429, retryAfter: 'Mon, 11 Jan 2027 06:00:09 GMT' }), {}, 9000],
    [
      'after 429 with a date that has passed',
      outcome({ status: 429, retryAfter: 'Mon, 11 Jan 2027 05:00:00 GMT' }),
      {},
      250,
    ],
    ['after 429 with anything', outcome({ status: 429, retryAfter: 'soon' }), {}, 250],
    ['not after 429 with more than a minute', outcome({ status: 429, retryAfter: '61' }), {}, undefined],
    ['not after 401 with a static token', outcome({ status: 401 }), {}, undefined],
    [
      'after 401 with a token that can be renewed',
      outcome({ method: 'POST', status: 401 }),
      { canRenewToken: true },
      0,
    ],
    ['also after a wait for 429', outcome({ status: 401 }), { canRenewToken: true, tried: 2 }, 0],
    ['not after 400', outcome({ status: 400, retryAfter: '1' }), {}, undefined],
    ['not after 500', outcome({ status: 500 }), {}, undefined],
    ['not after 200', outcome({ status: 200 }), {}, undefined],
  ])('%s', ([, given, history, waitMs]) => {
    const retry = decideRetry(given, { ...FIRST, ...history }, NOW);
    expect(retry.again ? retry.waitMs : undefined).toBe(waitMs);
    expect(retry.newToken).toBe(retry.again && given.status === 401 ? true : undefined);
  });

  test('AP-8: never where a booking may have been stored, in no circumstances', () => {
    const status = fc.constantFrom(0, 200, 201, 302, 400, 404, 409, 500, 502, 503, 504);
    const kind = fc.constantFrom<FailureKind | undefined>(
      undefined,
      'dropped',
      'truncated',
      'timeout',
      'no-http',
      'too-long',
    );
    const history = fc.record({
      tried: fc.integer({ min: 1, max: 9 }),
      hasResponded: fc.boolean(),
      canRenewToken: fc.boolean(),
    });
    fc.assert(
      fc.property(
        status,
        kind,
        history,
        fc.constantFrom('POST', 'PUT', 'PATCH', 'DELETE'),
        (given, why, before, method) => {
          const one = outcome({ status: given, method, ...(why === undefined ? {} : { kind: why }) });
          expect(decideRetry(one, before, NOW).again).toBe(false);
        },
      ),
    );
  });
});

describe('all waits of a run', () => {
  test('are two minutes at most, and end with the run', async () => {
    const seconds = fc.array(fc.integer({ min: 0, max: 90 }), { minLength: 1, maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(seconds, async (given) => {
        let waited = 0;
        const wait = async (milliseconds: number): Promise<void> => {
          waited += milliseconds;
        };
        const retries = createRetries({ now: () => NOW, wait });
        for (const each of given) await retries(outcome({ status: 429, retryAfter: String(each) }), FIRST, undefined);
        expect(waited).toBeLessThanOrEqual(120_000);
        expect(waited).toBeGreaterThan(given.some((each) => each <= 60) ? 0 : -1);
      }),
    );
    const ended = new AbortController();
    const retries = createRetries({ now: () => NOW, wait: async () => ended.abort() });
    expect(await retries(outcome({ status: 429 }), FIRST, ended.signal)).toEqual({ again: false });
    expect(await retries(outcome({ kind: 'dropped' }), FIRST, ended.signal)).toEqual({ again: false });
  });
});

test('which responses say nothing about the XIS', () => {
  const kinds = [200, 400, 401, 403, 404, 407, 409, 429, 500, 501, 502, 503, 504].map(
    (status) => transportFault({ status })?.kind,
  );
  const [no, gateway] = [undefined, 'unavailable'];
  expect(kinds).toEqual([
    no,
    no,
    no,
    no,
    no,
    'proxy-authentication',
    no,
    'throttled',
    no,
    no,
    gateway,
    gateway,
    gateway,
  ]);
  expect(transportFault({ status: 503 })?.text).toBe('the XIS, or a gateway before it, is not available (503)');
  expect(transportFault({ status: 200, failure: createFailure('truncated') })?.kind).toBe('truncated');
});
