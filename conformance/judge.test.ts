import { describe, expect, test } from 'vitest';
import { conclude, countVerdicts, requirementResults } from './judge.ts';
import type { CheckResult } from './report/report.ts';
import type { Requirement } from './requirements/requirement.ts';
import type { Level, Verdict } from './verdict.ts';

function result(level: Level, verdict: Verdict, requirement = 'SL-1'): CheckResult {
  const rest = { title: '', message: '', subjects: 1, exchanges: [], durationMs: 0 };
  return { id: `${level}/${verdict}`, requirements: [requirement], level, verdict, ...rest };
}

describe('the verdict of a report', () => {
  test.for<readonly [expected: string, ...results: readonly CheckResult[]]>([
    ['conformant', result('must', 'pass'), result('should', 'warn'), result('must', 'not-applicable')],
    ['conformant', result('must', 'pass'), result('should', 'blocked'), result('advisory', 'error')],
    ['nonconformant', result('must', 'fail'), result('must', 'blocked')],
    ['incomplete', result('must', 'pass'), result('must', 'blocked')],
    ['incomplete', result('must', 'pass'), result('must', 'error')],
    ['incomplete', result('must', 'not-applicable')],
    ['incomplete'],
  ])('is %s', ([expected, ...results]) => {
    expect(conclude(results)).toBe(expected);
  });

  test('counts every verdict', () => {
    const counts = countVerdicts([result('must', 'pass'), result('should', 'pass'), result('must', 'fail')]);
    expect(counts).toEqual({ pass: 2, fail: 1, warn: 0, blocked: 0, 'not-applicable': 0, error: 0 });
  });
});

describe('the result of a requirement', () => {
  const requirement = (id: string): Requirement => ({ id, level: 'must', concerns: 'XIS', origins: ['api'], text: id });

  test('is the worst of its checks', () => {
    const results = [result('must', 'pass'), result('advisory', 'warn'), result('must', 'blocked')];
    const [requirementResult] = requirementResults([requirement('SL-1')], results, {});
    expect(requirementResult).toMatchObject({
      verdict: 'warn',
      checks: ['must/pass', 'advisory/warn', 'must/blocked'],
    });
  });

  test('is not-checked, with the reason, when no check covers it', () => {
    const [requirementResult] = requirementResults([requirement('AG-1')], [result('must', 'pass')], {
      'AG-1': 'because',
    });
    expect(requirementResult).toMatchObject({ verdict: 'not-checked', checks: [], reason: 'because' });
  });
});
