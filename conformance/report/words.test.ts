import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  createCheckResult,
  createFailedCheck,
  createReport,
  createRequirementResult,
} from '../../fixtures/test/reports/sample.ts';
import { COVERAGES, type Coverage } from '../verdict.ts';
import type { CheckResult } from './report.ts';
import { describeMusts, explainConclusion, formatHeadline } from './words.ts';

test('a report with only known failures has a headline that agrees with its exit code', () => {
  const known = createReport([createCheckResult({ id: 'a/b' }), createFailedCheck({ id: 'a/c', known: 'XIS-1' })]);
  expect(formatHeadline(known)).toBe('Only known failures');
  const partial = { ...known, musts: { ...known.musts, 'left-out': 1 } };
  expect(formatHeadline(partial)).toBe('Only known failures as far as examined');
  expect(explainConclusion(known)).toBe('1 must check failed, a known failure.');
  const twoFailures = createReport([
    createCheckResult({ id: 'a/b' }),
    createFailedCheck({ known: 'XIS-1' }),
    createFailedCheck({ id: 'a/d' }),
  ]);
  expect(formatHeadline(twoFailures)).toBe('Not conformant');
  expect(formatHeadline({ ...known, staleKnownFailures: [{ check: 'a/b', reason: '', why: '' }] })).toBe(
    'Not conformant',
  );
});

/** Returns a report with a must clause for each coverage. */
function reportOf(coverages: readonly Coverage[], checks: readonly CheckResult[] = [createCheckResult()]) {
  const requirements = coverages.map((coverage, index) =>
    createRequirementResult({ id: `C-${index}`, coverage, checks: checks.map(({ id }) => id) }),
  );
  return createReport(checks, { requirements });
}

test('a report in which nothing failed says whether any must was examined', () => {
  const incomplete = { ...reportOf(['satisfied', 'blocked']), verdict: 'incomplete' as const };
  expect(explainConclusion(incomplete)).toBe('No must failed where it was examined, but some were not examined.');
  const skipped = { ...reportOf(['left-out']), verdict: 'incomplete' as const };
  expect(explainConclusion(skipped)).toBe('No must was examined.');
});

describe('a conformant report', () => {
  test('of a should alone does not read like a verdict on musts', () => {
    const report = reportOf(['left-out', 'blocked']);
    expect(formatHeadline(report)).toBe('No must was examined, and nothing failed');
    expect(explainConclusion(report)).toBe('No must was examined.');
  });

  test('says that every must was examined only when it was', () => {
    const complete = reportOf(['satisfied', 'not-applicable', 'spreekuur', 'no-check']);
    expect(formatHeadline(complete)).toBe('Conformant');
    expect(explainConclusion(complete)).toBe(
      'Every must that can be checked in this XIS was examined and is satisfied.',
    );
    expect(describeMusts(complete)).toBe(
      '4 musts: 1 satisfied, 1 not applicable to this XIS, 1 on the side of Spreekuur.nl, 1 without a check.',
    );
    const warned = reportOf(['satisfied', 'warned']);
    expect(explainConclusion(warned)).toBe('Every must that can be checked in this XIS was examined and did not fail.');
  });

  test.for(['left-out', 'blocked', 'satisfied-in-part'] as const)(
    'does not read like it with a must %s',
    (coverage) => {
      const report = reportOf(['satisfied', coverage]);
      expect(formatHeadline(report)).toBe('Conformant as far as examined');
      expect(explainConclusion(report)).toBe(
        'No must failed where it was examined; 1 was not examined, or only in part.',
      );
    },
  );

  test('names the options by which musts were left out', () => {
    const leftOut = [
      { option: '--skip booking', isGiven: true },
      { option: '--listen', isGiven: false },
    ].map((reason, index) =>
      createCheckResult({ id: `a/${index}`, verdict: 'not-applicable', leftOut: reason, subjects: 0 }),
    );
    expect(describeMusts(reportOf(['left-out', 'satisfied-in-part', 'satisfied'], leftOut))).toBe(
      '3 musts: 1 satisfied, 1 satisfied as far as examined, 1 left out. Not examined, or only in part: because of --skip booking (2 musts), without --listen (2 musts).',
    );
  });

  test('has every must in one of its numbers', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...COVERAGES)), (coverages) => {
        const { total, leftOutBy: _leftOutBy, ...counts } = reportOf(coverages).musts;
        expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(total);
        expect(total).toBe(coverages.length);
      }),
    );
  });
});

test('the headline mentions an interrupted run', () => {
  const interrupted = createCheckResult({ verdict: 'blocked', message: 'the run was ended before it', subjects: 0 });
  expect(formatHeadline(createReport([createCheckResult({ id: 'a/b' }), interrupted]))).toMatch(
    /^\w+, the run was ended$/,
  );
  expect(formatHeadline(createReport([createCheckResult({ id: 'a/b' })]))).not.toContain('ended');
});
