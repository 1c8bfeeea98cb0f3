import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { createLargeReport } from '../../fixtures/test/reports/large.ts';
import { createCheckResult, createReport } from '../../fixtures/test/reports/sample.ts';
import { formatJsonReport } from './report.ts';

const published = JSON.parse(
  readFileSync(new URL('../../docs/reference/check-report.schema.json', import.meta.url), 'utf8'),
);
const validate = new Ajv({ allErrors: true }).compile(published);

const mistakes = (value: unknown) => (validate(value) ? [] : validate.errors?.map(({ instancePath }) => instancePath));

describe('the report as JSON', () => {
  test.each([
    ['short', createReport([createCheckResult()])],
    ['long', createLargeReport()],
    ['with stale known failures', createReport([], { staleKnownFailures: [{ check: 'a/b', reason: 'c', why: 'd' }] })],
  ])('matches the published schema: %s', (_name, report) => {
    const read = JSON.parse(formatJsonReport(report));
    expect(mistakes(read)).toEqual([]);
    expect(read).toEqual(report);
  });

  test('the schema rejects mistakes', () => {
    const check = { ...createCheckResult(), verdict: 'passed', subjects: -1 };
    expect(mistakes({ ...createReport([]), checks: [check], more: 1 })).toEqual([
      '',
      '/checks/0/verdict',
      '/checks/0/subjects',
    ]);
  });
});
