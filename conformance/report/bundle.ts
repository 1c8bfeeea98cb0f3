import { strToU8, zipSync } from 'fflate';
import { formatHar } from './har.ts';
import { formatHtmlReport, type HtmlOptions } from './html/html-report.ts';
import { formatJunitReport } from './junit.ts';
import { formatMarkdownReport } from './markdown.ts';
import { type CheckReport, formatJsonReport } from './report.ts';

/**
 * Formats a report in all its forms as one ZIP archive: report.html, report.json, report.md, junit.xml and exchanges.har. The
 * same report gives the same bytes.
 */
export function formatBundle(report: CheckReport, options: HtmlOptions = {}): Uint8Array {
  const files = {
    'report.html': formatHtmlReport(report, options),
    'report.json': formatJsonReport(report),
    'report.md': formatMarkdownReport(report),
    'junit.xml': formatJunitReport(report),
    'exchanges.har': formatHar(report),
  };
  const bytes = Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)]));
  return zipSync(bytes, { mtime: toZipDate(report.startedAt) });
}

/** ZIP has no other years. */
const [MIN_YEAR, MAX_YEAR] = [1980, 2099];

/**
 * Returns a date of which the local time, the one that ZIP stores, is noon of a day in UTC: in every time zone the same, because
 * no change of daylight-saving time is at noon.
 * @param instant ISO 8601
 */
function toZipDate(instant: string): Date {
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) return new Date(MIN_YEAR, 0, 1, 12);
  const year = Math.min(Math.max(date.getUTCFullYear(), MIN_YEAR), MAX_YEAR);
  return new Date(year, date.getUTCMonth(), date.getUTCDate(), 12);
}
