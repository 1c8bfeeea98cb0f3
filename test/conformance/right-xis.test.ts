import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CheckReport, exitCodeOf } from '../../conformance/index.ts';
import { RIGHT_XISS, type RightXis } from '../../fixtures/test/right-xis.ts';
import { TOKEN_CHECKS } from '../support/check.ts';
import { combine, type JudgedXis, type Judges, startJudges } from '../support/judged-xis.ts';

let judges: Judges;
beforeAll(async () => {
  judges = await startJudges();
});
afterAll(() => judges.close());

/** The checks that need an option, which nothing gives here. */
const WITHOUT_OPTION = /^needs on-?change-?needed/i;

function checksWith({ checks }: CheckReport, wanted: string): readonly string[] {
  return checks.filter(({ verdict }) => verdict === wanted).map(({ id, message }) => `${id}: ${message}`);
}

function idsOf(lines: readonly string[]): readonly string[] {
  return lines.map((line) => line.slice(0, line.indexOf(':'))).sort();
}

/** Returns what the report of a XIS that is right should not have. */
function differences(report: CheckReport, { warned = [], notApplicable = [], blocked = [] }: Partial<RightXis>) {
  const unexpected = (verdict: string, expected: readonly string[]) =>
    checksWith(report, verdict).filter((line) => {
      const [id = '', message = ''] = line.split(/: (.*)/s);
      if (TOKEN_CHECKS.has(id)) return verdict === 'warn';
      const isListed = expected.some((pattern) => pattern === id || pattern === `${id.split('/')[0]}/*`);
      return !isListed && !(verdict === 'not-applicable' && WITHOUT_OPTION.test(message));
    });
  return {
    fail: checksWith(report, 'fail'),
    error: checksWith(report, 'error'),
    blocked: unexpected('blocked', blocked),
    warned: unexpected('warn', warned),
    notWarned: warned.filter((id) => !idsOf(checksWith(report, 'warn')).includes(id)),
    notApplicable: unexpected('not-applicable', notApplicable),
    blockedMusts: report.checks.filter(({ verdict, level }) => verdict === 'blocked' && level === 'must'),
  };
}

const NOTHING = { fail: [], error: [], blocked: [], warned: [], notWarned: [], notApplicable: [], blockedMusts: [] };

describe('a XIS that is right', () => {
  test.each(RIGHT_XISS)('item $item, $clauses: $name: it is conformant, and can be booked in', async (row) => {
    await judges.judge(row, async (xis) => {
      const report = await xis.check();
      expect(differences(report, row)).toEqual(NOTHING);
      expect([report.verdict, exitCodeOf(report), xis.open()]).toEqual(['conformant', 0, []]);
      // Two decisions, a callback that is sent again, and the waits for what should not come.
      expect(xis.waitedMs()).toBeLessThan(10_000);

      const flows = await xis.bookEachType();
      expect(flows.length).toBeGreaterThanOrEqual(2);
      for (const { settled, read, cancelled, ended, observations } of flows) {
        expect([settled, read?.outcome, cancelled?.outcome, ended]).toEqual([
          'approved',
          'found',
          'cancelled',
          undefined,
        ]);
        expect(observations.filter(({ effect }) => effect !== 'odd')).toEqual([]);
      }
      expect(xis.open()).toEqual([]);
    });
  });

  // A verification takes seconds, and each interaction has a result of its own: so it looks at many XISs in one. Those of
  // test/contracts/right-and-wrong.test.ts are verified one by one.
  test.each([1, 2, 3, 4])('combination %i of them passes the contract', async (combination) => {
    const rows = RIGHT_XISS.filter((row) => row.combination === combination);
    expect(rows.length).toBeGreaterThan(2);
    await judges.judge(combine(rows), async (xis) => {
      const { interactions, notCancelled } = await xis.verify();
      const failed = interactions.filter(({ outcome }) => outcome === 'failed' || outcome === 'not-done');
      expect(failed.map(({ description, mismatches }) => [description, mismatches])).toEqual([]);
      expect([notCancelled, xis.open()]).toEqual([[], []]);
    });
  });
});

describe('a run waits for nothing that cannot come', () => {
  test.each<[string, Parameters<JudgedXis['check']>[0]]>([
    ['reads', { allowBooking: false }],
    ['reads, with a listener', { allowBooking: false, isListening: true }],
    ['bookings', {}],
  ])('one with %s', async (_name, options) => {
    await judges.judge({}, async (xis) => {
      const report = await xis.check({ isListening: false, ...options });
      expect([report.verdict, exitCodeOf(report), xis.waitedMs()]).toEqual(['conformant', 0, 0]);
    });
  });

  test('AP-4, CB-9: of a practice that approves everything by itself', async () => {
    const row = RIGHT_XISS.find(({ item }) => item === 16);
    await judges.judge(row ?? {}, async (xis) => {
      const report = await xis.check();
      const denial = report.checks.find(({ id }) => id === 'callbacks/declined');
      expect(denial?.message).toMatch(
        /^the practice has accepted appointment \d+ by itself, before its denial was requested$/,
      );
      expect(xis.waitedMs()).toBeLessThan(3000);
    });
  });
});
