import { expect, test } from 'vitest';
import { checkOf, failedCheck, reportOf } from '../../test/support/report.ts';
import { explainConclusion, formatHeadline } from './words.ts';

test('a report with only known failures has a headline that agrees with its exit code', () => {
  const known = reportOf([checkOf({ id: 'a/b' }), failedCheck({ id: 'a/c', known: 'XIS-1' })]);
  expect(formatHeadline(known)).toBe('Only known failures');
  expect(explainConclusion(known)).toBe('1 must check failed, a known failure.');
  const twoFailures = reportOf([checkOf({ id: 'a/b' }), failedCheck({ known: 'XIS-1' }), failedCheck({ id: 'a/d' })]);
  expect(formatHeadline(twoFailures)).toBe('Not conformant');
  expect(formatHeadline({ ...known, staleKnownFailures: [{ check: 'a/b', reason: '', why: '' }] })).toBe(
    'Not conformant',
  );
});

test('the headline mentions an interrupted run', () => {
  const interrupted = checkOf({ verdict: 'blocked', message: 'the run was ended before it', subjects: 0 });
  expect(formatHeadline(reportOf([checkOf({ id: 'a/b' }), interrupted]))).toMatch(/^\w+, the run was ended$/);
  expect(formatHeadline(reportOf([checkOf({ id: 'a/b' })]))).not.toContain('ended');
});
