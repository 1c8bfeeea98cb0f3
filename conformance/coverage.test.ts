import { describe, expect, test } from 'vitest';
import { createCheckResult, createRequirementResult } from '../fixtures/test/reports/sample.ts';
import { countMusts, coverageOf } from './coverage.ts';
import type { CheckResult } from './report/report.ts';

const MUST = { level: 'must', concerns: 'both' } as const;

const pass = createCheckResult();
const warn = createCheckResult({ verdict: 'warn' });
const fail = createCheckResult({ verdict: 'fail' });
const blocked = createCheckResult({ verdict: 'blocked' });
const error = createCheckResult({ verdict: 'error' });
const inapplicable = createCheckResult({ verdict: 'not-applicable' });
const skipped = createCheckResult({ verdict: 'not-applicable', leftOut: { option: '--skip booking', isGiven: true } });
const unlistened = createCheckResult({ verdict: 'blocked', leftOut: { option: '--listen', isGiven: false } });

describe('how far a must was examined', () => {
  test.for<readonly [string, readonly CheckResult[]]>([
    ['satisfied', [pass, pass]],
    ['satisfied', [pass, inapplicable]],
    ['satisfied-in-part', [pass, skipped]],
    ['satisfied-in-part', [pass, unlistened]],
    ['satisfied-in-part', [pass, blocked]],
    ['warned', [pass, warn, skipped]],
    ['violated', [fail, pass, warn, skipped]],
    ['left-out', [skipped, inapplicable]],
    ['left-out', [unlistened]],
    ['blocked', [blocked, skipped]],
    ['blocked', [error]],
    ['not-applicable', [inapplicable]],
    ['no-check', []],
  ])('%s: %#', ([coverage, checks]) => {
    expect(coverageOf(MUST, checks)).toBe(coverage);
  });

  test('a clause of Spreekuur.nl without checks is on its side', () => {
    expect(coverageOf({ level: 'must', concerns: 'Spreekuur.nl' }, [])).toBe('spreekuur');
  });

  test('a violated should is violated, although it only warns', () => {
    expect(coverageOf({ level: 'should', concerns: 'XIS' }, [pass, warn])).toBe('violated');
  });
});

test('the options are those of musts that were not examined, the most important first', () => {
  const checks = [
    { ...skipped, id: 'a' },
    { ...unlistened, id: 'b' },
    { ...skipped, id: 'c' },
  ];
  const musts = countMusts(
    [
      createRequirementResult({ id: 'one', coverage: 'left-out', checks: ['b', 'a', 'c'] }),
      createRequirementResult({ id: 'two', coverage: 'satisfied-in-part', checks: ['c'] }),
      createRequirementResult({ id: 'failed', coverage: 'violated', checks: ['b'] }),
      createRequirementResult({ id: 'mild', level: 'should', coverage: 'left-out', checks: ['b'] }),
    ],
    checks,
  );
  expect(musts.leftOutBy).toEqual([
    { option: '--skip booking', isGiven: true, clauses: ['one', 'two'] },
    { option: '--listen', isGiven: false, clauses: ['one'] },
  ]);
  expect(musts).toMatchObject({ total: 3, 'left-out': 1, 'satisfied-in-part': 1, violated: 1, satisfied: 0 });
});
