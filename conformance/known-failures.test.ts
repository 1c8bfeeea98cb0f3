import { describe, expect, test } from 'vitest';
import { createCheckResult, createFailedCheck, createReport } from '../fixtures/test/reports/sample.ts';
import { applyKnownFailures, exitCodeOf } from './judge.ts';
import { parseKnownFailures } from './known-failures.ts';
import type { CheckReport } from './report/report.ts';

const refusal = (text: string) =>
  parseKnownFailures(text, 'known.yaml').then(
    () => 'accepted',
    ({ message }: Error) => message,
  );

describe('a file of known failures', () => {
  test('is a list of checks, each with a reason and perhaps a last day', async () => {
    const text = `
- check: slot-search/status
  reason: XIS-1123
- { check: booking/race, reason: "fixed in 4.13", until: 2026-12-31 }
`;
    expect(await parseKnownFailures(text, 'known.yaml')).toEqual([
      { check: 'slot-search/status', reason: 'XIS-1123' },
      { check: 'booking/race', reason: 'fixed in 4.13', until: '2026-12-31' },
    ]);
  });

  test.each(['', '# none yet', '[]'])('may be empty: %s', async (text) => {
    expect(await parseKnownFailures(text, 'known.yaml')).toEqual([]);
  });

  test.each([
    [
      'a key that is not known',
      '- check: a/b\n  reason: c\n  untill: 2026-12-31',
      'known.yaml:3:3 [0].untill: unknown key; did you mean until?',
    ],
    ['no reason', '- check: a/b', "known.yaml:1:3 [0]: 'reason' is required"],
    ['an empty reason', '- check: a/b\n  reason: ""', 'known.yaml:2:11 [0].reason: expected text that is not empty'],
    [
      'no date',
      '- check: a/b\n  reason: c\n  until: soon',
      'known.yaml:3:10 [0].until: expected a date such as 2026-12-31',
    ],
    ['no list', 'check: a/b', 'known.yaml:1:1 (root): expected an array, got an object'],
    [
      'a check twice',
      '- {check: a/b, reason: c}\n- {check: a/b, reason: d}',
      "known.yaml:2:4 [1].check: expected each check once, got 'a/b' again",
    ],
    ['no YAML', '- check: "a', 'known.yaml:1:12: expected a closing "'],
  ])('reports the place of %s', async (_what, text, message) => {
    expect(await refusal(text)).toBe(message);
  });

  test('rejects aliases that expand beyond the limit', async () => {
    const levels = Array.from({ length: 9 }, (_, level) => `- &a${level + 1} [${`*a${level}, `.repeat(9)}]`);
    expect(await refusal(['- &a0 [x]', ...levels].join('\n'))).toBe(
      'known.yaml: expected at most 1000 values by aliases, got more',
    );
  });

  test('reports every mistake, and repeats no BSN', async () => {
    const lines = (await refusal('- {check: a/b, reason: c, 999900109: d}\n- {}')).split('\n');
    expect(lines).toHaveLength(3);
    expect(lines.join()).not.toContain('999900109');
  });
});

const fails = createFailedCheck({ id: 'a/fails' });
const warns = createFailedCheck({ id: 'a/warns', verdict: 'warn', level: 'should' });
const passes = createCheckResult({ id: 'a/passes' });
const blocked = createCheckResult({ id: 'a/blocked', verdict: 'blocked' });

const apply = (report: CheckReport, ...checks: readonly string[]) =>
  applyKnownFailures(
    report,
    checks.map((check) => ({ check, reason: 'XIS-1' })),
    ['a/left-out'],
  );

describe('a known failure', () => {
  test('keeps its verdict, gets the reason, and does not count', () => {
    const report = createReport([fails, warns, passes]);
    const applied = apply(report, 'a/fails', 'a/warns');
    expect(applied.checks.map(({ verdict, known }) => [verdict, known])).toEqual([
      ['fail', 'XIS-1'],
      ['warn', 'XIS-1'],
      ['pass', undefined],
    ]);
    expect(applied.verdict).toBe('nonconformant');
    expect([exitCodeOf(report), exitCodeOf(applied)]).toEqual([1, 0]);
  });

  test('that passes now fails the run', () => {
    const applied = apply(createReport([passes]), 'a/passes');
    expect(applied.staleKnownFailures).toEqual([
      { check: 'a/passes', reason: 'XIS-1', why: 'the check passes now: remove the entry' },
    ]);
    expect(exitCodeOf(applied)).toBe(1);
  });

  test('with an unknown check fails the run, one that this run skipped does not', () => {
    const applied = apply(createReport([passes]), 'a/b', 'a/left-out');
    expect(applied.staleKnownFailures).toEqual([{ check: 'a/b', reason: 'XIS-1', why: 'unknown check' }]);
    expect(exitCodeOf(applied)).toBe(1);
  });

  test('that was blocked is not stale', () => {
    expect(apply(createReport([blocked]), 'a/blocked')).not.toHaveProperty('staleKnownFailures');
  });

  test.each([
    ['2026-11-23', 0],
    ['2026-11-22', 1],
  ])('is accepted until the end of its last day: %s', (until, code) => {
    const applied = applyKnownFailures(createReport([fails]), [{ check: 'a/fails', reason: 'XIS-1', until }]);
    expect(exitCodeOf(applied)).toBe(code);
    expect(applied.staleKnownFailures?.map(({ why }) => why)).toEqual(
      code === 0 ? undefined : ['accepted until 2026-11-22, but the check still fails'],
    );
  });
});

describe('the exit code', () => {
  const error = createCheckResult({ id: 'a/error', verdict: 'error' });
  test.each([
    ['conformant', createReport([passes, warns]), 0],
    ['not conformant', createReport([passes, fails, blocked]), 1],
    ['incomplete', createReport([passes, blocked]), 3],
    ['incomplete by an error of xis-testkit', createReport([passes, error]), 3],
    ['conformant: only a should was blocked', createReport([passes, { ...blocked, level: 'should' }]), 0],
    ['incomplete, as the failures are known', apply(createReport([fails, blocked]), 'a/fails'), 3],
    [
      'conformant: the blocked check is known too',
      apply(createReport([fails, blocked, passes]), 'a/fails', 'a/blocked'),
      0,
    ],
    ['not conformant: one of two failures is known', apply(createReport([fails, createFailedCheck()]), 'a/fails'), 1],
    ['incomplete: the run was interrupted', createReport([], { verdict: 'incomplete' }), 3],
  ])('%s', (_name, report, code) => {
    expect(exitCodeOf(report)).toBe(code);
  });
});
