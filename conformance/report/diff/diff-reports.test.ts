import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hostileReports, INVISIBLE_CHARACTERS } from '../../../fixtures/test/reports/hostile.ts';
import {
  CLAUSE,
  createCheckResult,
  createReport,
  createRequirementResult,
} from '../../../fixtures/test/reports/sample.ts';
import { runs } from '../../../test/support/runs.ts';
import type { Verdict } from '../../verdict.ts';
import { diffReports } from './diff-reports.ts';
import { formatDiff } from './diff-text.ts';

const reportWith = (verdict: Verdict, given = {}) =>
  createReport([createCheckResult({ id: 'a/b', verdict, message: verdict, ...given })]);

describe('two reports', () => {
  test.each([
    ['pass', 'fail', 'worse', true],
    ['pass', 'warn', 'worse', true],
    ['warn', 'fail', 'worse', true],
    ['pass', 'blocked', 'worse', true],
    ['blocked', 'fail', 'worse', true],
    ['fail', 'warn', 'better', false],
    ['fail', 'pass', 'better', false],
    ['blocked', 'pass', 'better', false],
    ['fail', 'blocked', 'other', false],
    ['pass', 'not-applicable', 'other', false],
  ] as const)('%s to %s is %s', (from, to, direction, gotWorse) => {
    const diff = diffReports(reportWith(from), reportWith(to));
    expect(diff.checks).toEqual([{ id: 'a/b', from, to, direction, message: to }]);
    expect(diff.gotWorse).toBe(gotWorse);
  });

  test('without differences have an empty comparison', () => {
    const diff = diffReports(reportWith('fail'), reportWith('fail'));
    expect(diff).toMatchObject({ checks: [], appeared: [], disappeared: [], requirements: [], gotWorse: false });
    expect(formatDiff(diff)).toBe('nonconformant -> nonconformant: nothing got worse\n');
  });

  test('list new and removed checks; a new failure is worse, unless it is known', () => {
    const older = createReport([createCheckResult({ id: 'a/gone' })]);
    const diff = diffReports(older, reportWith('fail'));
    expect(diff).toMatchObject({
      appeared: [{ id: 'a/b', verdict: 'fail' }],
      disappeared: [{ id: 'a/gone', verdict: 'pass' }],
      gotWorse: true,
    });
    expect(diffReports(older, reportWith('fail', { known: 'XIS-1' })).gotWorse).toBe(false);
  });

  test('are compared as text, the changes for the worse first', () => {
    const older = createReport(
      [
        createCheckResult({ id: 'a/one' }),
        createCheckResult({ id: 'a/two', verdict: 'fail' }),
        createCheckResult({ id: 'a/gone' }),
      ],
      {
        tool: { name: 'xis-testkit', version: '0.0.9' },
      },
    );
    const newer = createReport(
      [
        createCheckResult({ id: 'a/two' }),
        createCheckResult({ id: 'a/one', verdict: 'fail', message: '3 slots' }),
        createCheckResult({ id: 'a/new' }),
      ],
      { requirements: [createRequirementResult({ verdict: 'fail' })] },
    );
    expect(formatDiff(diffReports(older, newer))).toBe(
      `The reports have different versions: 0.0.9 and 0.1.0.

Worse (1)
  a/one  pass -> fail
      3 slots

Better (1)
  a/two  fail -> pass

New checks (1)
  a/new (pass)

Removed checks (1)
  a/gone (pass)

Clauses (1)
  ${CLAUSE} pass -> fail

nonconformant -> nonconformant: something got worse
`,
    );
  });

  test('may have other versions: unknown parts are skipped', () => {
    const older = { checks: [{ id: 'a/b', verdict: 'excellent' }, { id: 7 }, null, 'x'], requirements: 'none' };
    const diff = diffReports(older, reportWith('pass'));
    expect(diff.checks).toEqual([{ id: 'a/b', from: 'other', to: 'pass', direction: 'better', message: 'pass' }]);
  });

  test.each([undefined, null, 'text', [], {}, { checks: {} }])('must be reports: %s', (value) => {
    expect(() => diffReports(value, reportWith('pass'))).toThrow(
      'expected a JSON report of a check: an object with `checks`, got ',
    );
  });

  test('show no text of the XIS that controls the terminal', () => {
    fc.assert(
      fc.property(hostileReports(), hostileReports(), (older, newer) => {
        expect(formatDiff(diffReports(older, newer))).not.toMatch(INVISIBLE_CHARACTERS);
      }),
      { numRuns: runs(10) },
    );
  });
});
