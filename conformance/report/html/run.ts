import { shorten } from '../../../output/terminal-text.ts';
import type { CheckReport } from '../report.ts';
import { duration } from '../words.ts';
import type { Section } from './section.ts';
import { table } from './table.ts';

const LONGEST = 600;

/** How long answers took. */
export function timingsSection({ timings }: CheckReport): Section | undefined {
  if (timings.length === 0) return undefined;
  const rows = timings.map(({ operation, count, medianMs, p95Ms, slowestMs }) => ({
    cells: [operation, count, duration(medianMs), duration(p95Ms), duration(slowestMs)],
  }));
  const columns = ['Operation', 'Requests', 'Median', '95 of 100 within', 'Slowest'];
  return {
    id: 'timings',
    title: 'Response times',
    body: table('How long answers took; reported and not judged', columns, rows, 'numbers'),
  };
}

/** What the check was called with. */
export function optionsSection({ options }: CheckReport): Section | undefined {
  const rows = Object.entries(options).map(([name, value]) => ({ cells: [name, shorten(value, LONGEST)] }));
  if (rows.length === 0) return undefined;
  return { id: 'options', title: 'Options', body: table('What the check was called with', ['Option', 'Value'], rows) };
}
