import { strFromU8, unzipSync } from 'fflate';
import { afterEach, expect, test, vi } from 'vitest';
import { createLargeReport } from '../../fixtures/test/reports/large.ts';
import { createReport } from '../../fixtures/test/reports/sample.ts';
import { formatBundle } from './bundle.ts';
import { formatHar } from './har.ts';
import { formatHtmlReport } from './html/html-report.ts';
import { formatJunitReport } from './junit.ts';
import { formatMarkdownReport } from './markdown.ts';
import { formatJsonReport } from './report.ts';

const report = createLargeReport();

afterEach(() => vi.unstubAllEnvs());

test('a bundle has the report in all its forms', () => {
  const files = unzipSync(formatBundle(report, { runFile: 'run.jsonl' }));
  expect(Object.entries(files).map(([name, bytes]) => [name, strFromU8(bytes)])).toEqual([
    ['report.html', formatHtmlReport(report, { runFile: 'run.jsonl' })],
    ['report.json', formatJsonReport(report)],
    ['report.md', formatMarkdownReport(report)],
    ['junit.xml', formatJunitReport(report)],
    ['exchanges.har', formatHar(report)],
  ]);
});

test('the same report gives the same bytes in every time zone, with the day of the report', () => {
  // An hour that New York skips.
  const late = createReport([], { startedAt: '2026-03-08T02:30:00.000Z' });
  const [first, ...others] = ['Etc/UTC', 'America/New_York', 'Pacific/Kiritimati'].map((zone) => {
    vi.stubEnv('TZ', zone);
    return Buffer.from(formatBundle(late)).toString('hex');
  });
  expect(others).toEqual([first, first]);
  const dosDate = Buffer.from(first ?? '', 'hex').readUInt16LE(12);
  expect([(dosDate >> 9) + 1980, (dosDate >> 5) & 15, dosDate & 31]).toEqual([2026, 3, 8]);
});

test.each(['1970-01-01T00:00:00Z', '2200-01-01T00:00:00Z', 'never'])('a report of %s has a bundle', (startedAt) => {
  expect(Object.keys(unzipSync(formatBundle(createReport([], { startedAt }))))).toHaveLength(5);
});
