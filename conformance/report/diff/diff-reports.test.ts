import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hostileReports, UNSEEN } from '../../../test/support/hostile-report.ts';
import { CLAUSE, checkOf, reportOf, requirementOf } from '../../../test/support/report.ts';
import type { Verdict } from '../../verdict.ts';
import { diffReports } from './diff-reports.ts';
import { diffText } from './diff-text.ts';

const one = (verdict: Verdict, given = {}) => reportOf([checkOf({ id: 'a/b', verdict, message: verdict, ...given })]);

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
    const diff = diffReports(one(from), one(to));
    expect(diff.checks).toEqual([{ id: 'a/b', from, to, direction, message: to }]);
    expect(diff.gotWorse).toBe(gotWorse);
  });

  test('that are alike have nothing to tell', () => {
    const diff = diffReports(one('fail'), one('fail'));
    expect(diff).toMatchObject({ checks: [], appeared: [], disappeared: [], requirements: [], gotWorse: false });
    expect(diffText(diff)).toBe('nonconformant -> nonconformant: nothing got worse\n');
  });

  test('tell which checks are new or gone; a new one that fails is worse, unless it is known', () => {
    const old = reportOf([checkOf({ id: 'a/gone' })]);
    const diff = diffReports(old, one('fail'));
    expect(diff).toMatchObject({
      appeared: [{ id: 'a/b', verdict: 'fail' }],
      disappeared: [{ id: 'a/gone', verdict: 'pass' }],
      gotWorse: true,
    });
    expect(diffReports(old, one('fail', { known: 'XIS-1' })).gotWorse).toBe(false);
  });

  test('are told about for people, what got worse first', () => {
    const old = reportOf(
      [checkOf({ id: 'a/one' }), checkOf({ id: 'a/two', verdict: 'fail' }), checkOf({ id: 'a/gone' })],
      {
        tool: { name: 'xis-testkit', version: '0.0.9' },
      },
    );
    const fresh = reportOf(
      [
        checkOf({ id: 'a/two' }),
        checkOf({ id: 'a/one', verdict: 'fail', message: '3 slots' }),
        checkOf({ id: 'a/new' }),
      ],
      { requirements: [requirementOf({ verdict: 'fail' })] },
    );
    expect(diffText(diffReports(old, fresh))).toBe(
      `The reports are of different versions: 0.0.9 and 0.1.0.

Worse (1)
  a/one  pass -> fail
      3 slots

Better (1)
  a/two  fail -> pass

New checks (1)
  a/new (pass)

Checks that are gone (1)
  a/gone (pass)

Clauses (1)
  ${CLAUSE} pass -> fail

nonconformant -> nonconformant: something got worse
`,
    );
  });

  test('may be of other versions: what is not known is passed over', () => {
    const old = { checks: [{ id: 'a/b', verdict: 'excellent' }, { id: 7 }, null, 'x'], requirements: 'none' };
    const diff = diffReports(old, one('pass'));
    expect(diff.checks).toEqual([{ id: 'a/b', from: 'other', to: 'pass', direction: 'better', message: 'pass' }]);
  });

  test.each([undefined, null, 'text', [], {}, { checks: {} }])('must be reports: %s', (value) => {
    expect(() => diffReports(value, one('pass'))).toThrow('expected a report that `check --json` has written');
  });

  test('show nothing of the XIS that acts on the terminal', () => {
    fc.assert(
      fc.property(hostileReports(), hostileReports(), (old, fresh) => {
        expect(diffText(diffReports(old, fresh))).not.toMatch(UNSEEN);
      }),
      { numRuns: 20 },
    );
  });
});
