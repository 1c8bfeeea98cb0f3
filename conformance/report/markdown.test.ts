import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createReportWithTexts, hostileReports, INVISIBLE_CHARACTERS } from '../../fixtures/test/reports/hostile.ts';
import { CLAUSE, createCheckResult, createFailedCheck, createReport } from '../../fixtures/test/reports/sample.ts';
import { runs } from '../../test/support/runs.ts';
import { formatMarkdownReport } from './markdown.ts';
import type { CheckReport } from './report.ts';

/** Returns the structure of Markdown, line by line: headings and the bars of tables. */
const shape = (markdown: string) => markdown.split('\n').map((line) => line.replace(/[^|]/g, '') || line.slice(0, 2));

describe('the report as Markdown', () => {
  test('has verdict, counts and failures', () => {
    const markdown = formatMarkdownReport(
      createReport([createCheckResult(), createFailedCheck({ id: 'slot-search/other' })]),
    );
    expect(markdown).toContain('## ❌ Not conformant: https&#58;//xis.example/fhir');
    expect(markdown).toContain('1 must check failed. 1 must&#58; 1 satisfied. Organization 01000001');
    expect(markdown).toContain('| 1 | 1 | 0 | 0 | 0 | 0 |');
    expect(markdown).toContain('### Failures (1)');
    expect(markdown).toContain(`**${CLAUSE}** &#96;status=free&#96; finds only free slots.`);
    expect(markdown).toContain('| status free | status busy<br>at entry&#91;3&#93;.resource.status |');
    expect(markdown).not.toContain('Warnings');
  });

  test('is short when every check passes', () => {
    expect(formatMarkdownReport(createReport([createCheckResult()])).split('\n').length).toBeLessThan(10);
  });

  test('has the number of omitted rows', () => {
    const many = Array.from({ length: 130 }, (_, index) => createFailedCheck({ id: `slot-search/${index}` }));
    expect(formatMarkdownReport(createReport(many))).toContain('And 30 more.');
  });

  test('has the same structure for any text of the XIS', () => {
    // Blocked checks with the same reason share a row; different messages give each its own row.
    const apart = (report: CheckReport): CheckReport => ({
      ...report,
      checks: report.checks.map((check, index) => ({ ...check, message: `${index}${check.message}` })),
    });
    const expected = shape(formatMarkdownReport(apart(createReportWithTexts((place) => place))));
    fc.assert(
      fc.property(hostileReports(), (report) => {
        const markdown = formatMarkdownReport(apart(report));
        expect(markdown).not.toMatch(INVISIBLE_CHARACTERS);
        expect(markdown.replaceAll('<br>', '')).not.toMatch(/[<>`[\]_~@"]|:\/\/|www\./i);
        expect(shape(markdown)).toEqual(expected);
      }),
      { numRuns: runs(10) },
    );
  });
});
