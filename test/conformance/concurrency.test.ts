import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CheckOptions, type CheckReport, checkXis, type Progress } from '../../conformance/index.ts';
import { realSystem } from '../../conformance/system.ts';
import { CHECKED_PRACTICE } from '../../fixtures/test/practices.ts';
import { type CheckedXis, startCheckedXis } from '../support/check.ts';
import { leanFetch } from '../support/lean-fetch.ts';
import { runs } from '../support/runs.ts';

// In pages, so that reads follow one another as well.
let xis: CheckedXis;
beforeAll(async () => {
  xis = await startCheckedXis({ ...CHECKED_PRACTICE, answers: { pageSize: 20 } });
});
afterAll(() => xis.close());

type Network = typeof globalThis.fetch;

/** Checks the practice as it is at the start, with ids that are the same in each run. */
async function check(
  options: Partial<CheckOptions>,
  network: Network = leanFetch,
  defects: readonly string[] = [],
): Promise<CheckReport> {
  const { system = realSystem } = xis.options;
  let unique = 0;
  await xis.organization.reset();
  xis.organization.defects.set(defects);
  return checkXis({
    ...xis.options,
    ...options,
    system: { ...system, fetch: network, unique: () => `u${++unique}` },
  });
}

/** Returns a report without what differs between two runs that are alike: times, and the option itself. */
function withoutTimes({ startedAt: _at, durationMs: _duration, timings, options, ...report }: CheckReport) {
  const { concurrency: _concurrency, ...others } = options;
  return {
    ...report,
    options: others,
    waits: [],
    timings: timings.map(({ operation, count }) => ({ operation, count })),
    bookings: report.bookings.map((each) => ({ ...each, madeAt: '' })),
    checks: report.checks.map((each) => ({ ...each, durationMs: 0 })),
    exchanges: report.exchanges.map((each) => ({ ...each, at: '', durationMs: 0, responseHeaders: {} })),
  };
}

/** A network in which responses overtake one another: each is held until its turn, which chance decides. */
function createScrambledNetwork(chance: () => number): Network {
  const held: (() => void)[] = [];
  const release = (): void => held.splice(chance() % held.length, 1)[0]?.();
  return async (...request) => {
    const response = await leanFetch(...request);
    const text = await response.text();
    await new Promise<void>((resolve) => {
      held.push(resolve);
      setImmediate(release);
    });
    return new Response(text, response);
  };
}

/** A network that counts the requests that are under way together. */
function createCountingNetwork() {
  let underWay = 0;
  const counts: number[] = [];
  const network: Network = async (...request) => {
    counts.push(++underWay);
    try {
      const response = await leanFetch(...request);
      return new Response(await response.text(), response);
    } finally {
      underWay--;
    }
  };
  return { network, counts };
}

/** Defects whose findings name some of the exchanges of their check. */
const DEFECTS = [
  'slot-refuses-schedule-reference',
  'slot-comma-is-literal',
  'slot-ignores-schedule',
  'slot-without-id',
];

const chances = fc.infiniteStream(fc.nat(1000));

describe('reads that go together', () => {
  test.each([
    ['with bookings', {}, [], 1],
    ['that only reads', { allowBooking: false }, [], 2],
    ['that finds defects', { allowBooking: false }, DEFECTS, 2],
  ])('leave the report of a run %s as it is when they go one after another', async (_, options, defects, numRuns) => {
    const alone = withoutTimes(await check({ ...options, concurrency: 1 }, leanFetch, defects));
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 2, max: 8 }), chances, async (concurrency, stream) => {
        const network = createScrambledNetwork(() => stream.next().value ?? 0);
        expect(withoutTimes(await check({ ...options, concurrency }, network, defects))).toEqual(alone);
      }),
      { numRuns: runs(numRuns) },
    );
  });

  test('are numbered as they are sent where one goes after another, also those that no finding names', async () => {
    const sent: string[] = [];
    const options = { allowBooking: false, concurrency: 1 };
    const { exchanges } = await check(
      options,
      (...request) => {
        sent.push(String(request[0]));
        return leanFetch(...request);
      },
      DEFECTS,
    );
    expect(exchanges.flatMap(({ direction, url }) => (direction === 'to-xis' ? url : []))).toEqual(sent);
  });

  test.each([1, 4])('are never more than the option allows: %i', async (concurrency) => {
    const { network, counts } = createCountingNetwork();
    const { verdict } = await check({ allowBooking: false, concurrency }, network);
    expect(verdict).toBe('incomplete');
    expect(Math.max(...counts)).toBe(concurrency);
  });

  test('are reported one after another, as the checks are listed', async () => {
    const events: Progress[] = [];
    const report = await check({ allowBooking: false, onProgress: (event) => events.push(event) });
    const ids = report.checks.map(({ id }) => id);
    const shown = events.flatMap((event) => {
      if (event.kind === 'check-started') return `started ${event.id}`;
      return event.kind === 'check-finished' ? `finished ${event.result.id} ${event.done}` : [];
    });
    expect(shown).toEqual(ids.flatMap((id, index) => [`started ${id}`, `finished ${id} ${index + 1}`]));
    const finished = events.flatMap((event) => (event.kind === 'check-finished' ? event.result : []));
    expect(finished).toEqual(report.checks);
  });

  test('end with the run: those under way have their result, and the others are not sent', async () => {
    const ending = new AbortController();
    const report = await check({
      allowBooking: false,
      signal: ending.signal,
      onProgress: (event) => {
        if (event.kind === 'check-finished' && event.done === 20) ending.abort();
      },
    });
    const after = report.checks.slice(36).filter(({ verdict }) => verdict !== 'not-applicable');
    expect(new Set(after.map(({ verdict }) => verdict))).toEqual(new Set(['blocked']));
    expect(report.checks.filter(({ verdict }) => verdict === 'fail' || verdict === 'error')).toEqual([]);
  });
});

describe('a XIS that serves one request after another is right', () => {
  const REFUSALS: Readonly<Record<string, () => Promise<Response>>> = {
    'drops the connection of any other': () =>
      Promise.reject(new TypeError('fetch failed', { cause: { code: 'ECONNRESET' } })),
    'refuses the connection of any other': () =>
      Promise.reject(new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } })),
    'returns 503 to any other': async () => new Response('', { status: 503 }),
    'returns 429 to any other': async () => new Response('', { status: 429, headers: { 'Retry-After': '1' } }),
  };

  test.each(Object.entries(REFUSALS))('and one that %s has the same verdicts', async (_, refuse) => {
    const alone = await check({ allowBooking: false, concurrency: 1 });
    let underWay = 0;
    let refused = 0;
    const together = await check({ allowBooking: false }, async (...request) => {
      if (underWay > 0) {
        refused++;
        return refuse();
      }
      underWay++;
      try {
        const response = await leanFetch(...request);
        return new Response(await response.text(), response);
      } finally {
        underWay--;
      }
    });
    // One of the first two requests; after that, one goes after another.
    expect(refused).toBe(1);
    const verdicts = ({ checks }: CheckReport) => checks.map(({ id, verdict, message }) => [id, verdict, message]);
    expect(verdicts(together)).toEqual(verdicts(alone));
  });
});
