import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { largeReport } from '../../test/support/large-report.ts';
import { checkOf, reportOf } from '../../test/support/report.ts';
import { formatJsonReport } from './report.ts';

const published = JSON.parse(
  readFileSync(new URL('../../docs/reference/check-report.schema.json', import.meta.url), 'utf8'),
);
const validate = new Ajv({ allErrors: true }).compile(published);

const mistakes = (value: unknown) => (validate(value) ? [] : validate.errors?.map(({ instancePath }) => instancePath));

describe('the report as JSON', () => {
  test.each([
    ['short', reportOf([checkOf()])],
    ['long', largeReport()],
    ['with stale known failures', reportOf([], { staleKnownFailures: [{ check: 'a/b', reason: 'c', why: 'd' }] })],
  ])('matches the published schema: %s', (_name, report) => {
    const read = JSON.parse(formatJsonReport(report));
    expect(mistakes(read)).toEqual([]);
    expect(read).toEqual(report);
  });

  test('the schema rejects mistakes', () => {
    const check = { ...checkOf(), verdict: 'passed', subjects: -1 };
    expect(mistakes({ ...reportOf([]), checks: [check], more: 1 })).toEqual([
      '',
      '/checks/0/verdict',
      '/checks/0/subjects',
    ]);
  });
});
