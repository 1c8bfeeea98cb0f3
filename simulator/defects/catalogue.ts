import { APPOINTMENT_ANSWER_DEFECTS } from './appointment-responses.ts';
import { APPOINTMENT_BOOKING_DEFECTS, APPOINTMENT_RACE_DEFECTS } from './booking.ts';
import { CALLBACK_DEFECTS } from './callbacks.ts';
import { CANCELLATION_DEFECTS } from './cancellation.ts';
import type { Defect, DefectDescription } from './defect.ts';
import { OTHER_READS_DEFECTS, TYPES_DEFECTS } from './reads.ts';
import { SLOT_AGENDA_DEFECTS } from './slot-agenda.ts';
import { SLOT_SHAPE_DEFECTS, SLOT_TIME_DEFECTS } from './slot-content.ts';
import { SLOT_DATE_DEFECTS, SLOT_FILTER_DEFECTS, SLOT_PAGE_DEFECTS } from './slot-search.ts';
import { TENANT_DEFECTS, TRANSPORT_DEFECTS } from './transport.ts';

/**
 * Every defect, by what it spoils. Those that are active are applied in this order: what there is, then how it is written,
 * then how it is sent.
 */
const GROUPS: readonly { readonly title: string; readonly defects: readonly Defect[] }[] = [
  { title: 'Appointment types', defects: TYPES_DEFECTS },
  { title: 'Which slots there are', defects: SLOT_AGENDA_DEFECTS },
  { title: 'Filters of a search for slots', defects: SLOT_FILTER_DEFECTS },
  { title: 'Dates of a search for slots', defects: SLOT_DATE_DEFECTS },
  { title: 'Pages of slots', defects: SLOT_PAGE_DEFECTS },
  { title: 'Times of slots', defects: SLOT_TIME_DEFECTS },
  { title: 'How slots are written', defects: SLOT_SHAPE_DEFECTS },
  { title: 'What is booked', defects: APPOINTMENT_BOOKING_DEFECTS },
  { title: 'Races for a slot', defects: APPOINTMENT_RACE_DEFECTS },
  { title: 'How an appointment is answered and read', defects: APPOINTMENT_ANSWER_DEFECTS },
  { title: 'Cancellation', defects: CANCELLATION_DEFECTS },
  { title: 'Callbacks', defects: CALLBACK_DEFECTS },
  { title: 'Other reads', defects: OTHER_READS_DEFECTS },
  { title: 'Organizations', defects: TENANT_DEFECTS },
  { title: 'Transport and errors', defects: TRANSPORT_DEFECTS },
];

const ALL: readonly Defect[] = GROUPS.flatMap(({ defects }) => defects);

/** What every defect is called, which clauses it breaks, and what the XIS does wrong with it. */
export const DEFECTS: readonly DefectDescription[] = ALL.map(describe);

/** The same by what is spoiled, for documents. */
export const DEFECT_GROUPS = GROUPS.map(({ title, defects }) => ({ title, defects: defects.map(describe) }));

/** The defects with some ids, in the order in which they are applied. */
export function defectsNamed(ids: readonly string[]): readonly Defect[] {
  return ALL.filter(({ id }) => ids.includes(id));
}

function describe({ id, clauses, description, warns }: Defect): DefectDescription {
  return { id, clauses, description, ...(warns ? { warns } : {}) };
}
