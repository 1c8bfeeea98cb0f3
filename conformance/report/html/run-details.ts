import { shortened } from '../../../output/terminal-text.ts';
import type { CheckReport } from '../report.ts';
import { duration } from '../words.ts';
import { type Section, table } from './elements.ts';
import { markup } from './markup.ts';

const LONGEST_B = 600;

/** What was made in the XIS, and whether it is gone again. */
export function bookingsSection({ bookings }: CheckReport): Section {
  const rows = bookings.map(({ appointment, slot, madeAt, cancelled, why }) => ({
    cells: [
      markup`<code>${shortened(appointment, LONGEST_B) || 'not known'}</code>`,
      shortened(slot, LONGEST_B),
      markup`<time datetime="${madeAt}">${madeAt}</time>`,
      cancelled
        ? markup`<span class="mark pass"><span aria-hidden="true">✓</span> Cancelled</span>`
        : markup`<span class="mark fail"><span aria-hidden="true">✕</span> Not cancelled</span> ${shortened(why ?? '', LONGEST_B)}`,
    ],
  }));
  const body =
    rows.length === 0
      ? markup`<p class="nothing">No appointment was made.</p>`
      : table('Appointments that were made', ['Appointment', 'Slot', 'Made', 'Now'], rows);
  return { id: 'bookings', title: 'Bookings', count: bookings.length, body };
}

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
  const rows = Object.entries(options).map(([name, value]) => ({ cells: [name, shortened(value, LONGEST)] }));
  if (rows.length === 0) return undefined;
  return { id: 'options', title: 'Options', body: table('What the check was called with', ['Option', 'Value'], rows) };
}
