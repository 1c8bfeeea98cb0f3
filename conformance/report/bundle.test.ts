import { strFromU8, unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { createLargeReport } from '../../fixtures/test/reports/large.ts';
import { createReport } from '../../fixtures/test/reports/sample.ts';
import { formatBundle } from './bundle.ts';
import { formatHar } from './har.ts';
import { formatHtmlReport } from './html/html-report.ts';
import { formatJunitReport } from './junit.ts';
import { formatMarkdownReport } from './markdown.ts';
import { formatJsonReport } from './report.ts';

const report = createLargeReport();

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

test('the same report gives the same bytes: its files are of noon of its day in UTC, in any time zone', () => {
  const late = createReport([], { startedAt: '2026-03-08T23:30:00.000Z' });
  const bytes = Buffer.from(formatBundle(late));
  expect(Buffer.from(formatBundle(late))).toEqual(bytes);
  const [time, day] = [bytes.readUInt16LE(10), bytes.readUInt16LE(12)];
  expect([time >> 11, (time >> 5) & 63, time & 31]).toEqual([12, 0, 0]);
  expect([(day >> 9) + 1980, (day >> 5) & 15, day & 31]).toEqual([2026, 3, 8]);
});

test.each(['1970-01-01T00:00:00Z', '2200-01-01T00:00:00Z', 'never'])('a report of %s has a bundle', (startedAt) => {
  expect(Object.keys(unzipSync(formatBundle(createReport([], { startedAt }))))).toHaveLength(5);
});
