import { shorten } from '../../../output/terminal-text.ts';
import type { CheckReport } from '../report.ts';
import { markup } from './markup.ts';
import type { Section } from './section.ts';
import { table } from './table.ts';

const LONGEST = 600;

/** What was made in the XIS, and whether it is gone again. */
export function bookingsSection({ bookings }: CheckReport): Section {
  const rows = bookings.map(({ appointment, slot, madeAt, cancelled, why }) => ({
    cells: [
      markup`<code>${shorten(appointment, LONGEST) || 'not known'}</code>`,
      shorten(slot, LONGEST),
      markup`<time datetime="${madeAt}">${madeAt}</time>`,
      cancelled
        ? markup`<span class="mark pass"><span aria-hidden="true">✓</span> Cancelled</span>`
        : markup`<span class="mark fail"><span aria-hidden="true">✕</span> Not cancelled</span> ${shorten(why ?? '', LONGEST)}`,
    ],
  }));
  const body =
    rows.length === 0
      ? markup`<p class="nothing">No appointment was made.</p>`
      : table('Appointments that were made', ['Appointment', 'Slot', 'Made', 'Now'], rows);
  return { id: 'bookings', title: 'Bookings', count: bookings.length, body };
}
