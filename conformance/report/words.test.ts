import { expect, test } from 'vitest';
import { checkOf, failedCheck, reportOf } from '../../test/support/report.ts';
import { explainConclusion, formatHeadline } from './words.ts';

test('a report of nothing but known failures says so, as its exit code does', () => {
  const known = reportOf([checkOf({ id: 'a/b' }), failedCheck({ id: 'a/c', known: 'XIS-1' })]);
  expect(formatHeadline(known)).toBe('Nothing but known failures');
  expect(explainConclusion(known)).toBe('1 check on a must failed, which is known.');
  const more = reportOf([checkOf({ id: 'a/b' }), failedCheck({ known: 'XIS-1' }), failedCheck({ id: 'a/d' })]);
  expect(formatHeadline(more)).toBe('Not conformant');
  expect(formatHeadline({ ...known, staleKnownFailures: [{ check: 'a/b', reason: '', why: '' }] })).toBe(
    'Not conformant',
  );
});

test('a report says that the run was ended', () => {
  const ended = checkOf({ verdict: 'blocked', message: 'the run was ended before it', subjects: 0 });
  expect(formatHeadline(reportOf([checkOf({ id: 'a/b' }), ended]))).toMatch(/^\w+, the run was ended$/);
  expect(formatHeadline(reportOf([checkOf({ id: 'a/b' })]))).not.toContain('ended');
});
