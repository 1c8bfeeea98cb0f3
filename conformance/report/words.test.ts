import { expect, test } from 'vitest';
import { createCheckResult, createFailedCheck, createReport } from '../../fixtures/test/reports/sample.ts';
import { explainConclusion, formatHeadline } from './words.ts';

test('a report with only known failures has a headline that agrees with its exit code', () => {
  const known = createReport([createCheckResult({ id: 'a/b' }), createFailedCheck({ id: 'a/c', known: 'XIS-1' })]);
  expect(formatHeadline(known)).toBe('Only known failures');
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

test('the headline mentions an interrupted run', () => {
  const interrupted = createCheckResult({ verdict: 'blocked', message: 'the run was ended before it', subjects: 0 });
  expect(formatHeadline(createReport([createCheckResult({ id: 'a/b' }), interrupted]))).toMatch(
    /^\w+, the run was ended$/,
  );
  expect(formatHeadline(createReport([createCheckResult({ id: 'a/b' })]))).not.toContain('ended');
});
