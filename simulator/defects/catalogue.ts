import { defined } from '../../schema/defined.ts';
import type { ActiveDefect } from '../world/callback-hooks.ts';
import type { World } from '../world/world.ts';
import { APPOINTMENT_RESPONSE_DEFECTS } from './appointment-responses.ts';
import { AUTHENTICATION_DEFECTS } from './authentication.ts';
import { BOOKING_DEFECTS, RACE_DEFECTS } from './booking.ts';
import { CALLBACK_DEFECTS } from './callbacks.ts';
import { CANCELLATION_DEFECTS } from './cancellation.ts';
import type { Defect, DefectDescription } from './defect.ts';
import { DEFECT_IDS, type DefectId } from './ids.ts';
import { PATIENT_DEFECTS } from './patients.ts';
import { APPOINTMENT_TYPE_DEFECTS, OTHER_READ_DEFECTS } from './reads.ts';
import { SLOT_AGENDA_DEFECTS } from './slot-agenda.ts';
import { SLOT_SHAPE_DEFECTS, SLOT_TIME_DEFECTS } from './slot-content.ts';
import { SLOT_DATE_DEFECTS, SLOT_FILTER_DEFECTS, SLOT_PAGE_DEFECTS } from './slot-search.ts';
import { ORGANIZATION_DEFECTS, TRANSPORT_DEFECTS } from './transport.ts';
import { UPDATE_DEFECTS } from './updates.ts';

/** The defects by subject, under the titles of the documentation. */
const GROUPS = {
  'Appointment types': APPOINTMENT_TYPE_DEFECTS,
  'Slots of the agenda': SLOT_AGENDA_DEFECTS,
  'Filters of a slot search': SLOT_FILTER_DEFECTS,
  'Dates of a slot search': SLOT_DATE_DEFECTS,
  'Pagination of slots': SLOT_PAGE_DEFECTS,
  'Times of slots': SLOT_TIME_DEFECTS,
  'Content of slots': SLOT_SHAPE_DEFECTS,
  Bookings: BOOKING_DEFECTS,
  'Races for a slot': RACE_DEFECTS,
  'Responses with an appointment': APPOINTMENT_RESPONSE_DEFECTS,
  Cancellation: CANCELLATION_DEFECTS,
  Callbacks: CALLBACK_DEFECTS,
  Updates: UPDATE_DEFECTS,
  Patients: PATIENT_DEFECTS,
  'Other reads': OTHER_READ_DEFECTS,
  Authentication: AUTHENTICATION_DEFECTS,
  Organizations: ORGANIZATION_DEFECTS,
  'Transport and errors': TRANSPORT_DEFECTS,
};

type GroupedId = { [Title in keyof typeof GROUPS]: keyof (typeof GROUPS)[Title] }[keyof typeof GROUPS];

/** Every defect by its id; the compiler rejects an id that is in no group. */
const CATALOGUE: Readonly<Record<DefectId, Defect>> = Object.assign({}, ...Object.values(GROUPS)) as Readonly<
  Record<GroupedId, Defect>
>;

/** A defect of the catalogue with its id. */
export interface IdentifiedDefect extends Defect {
  readonly id: DefectId;
}

const IDENTIFIED = Object.fromEntries(DEFECT_IDS.map((id) => [id, { id, ...CATALOGUE[id] }])) as Readonly<
  Record<DefectId, IdentifiedDefect>
>;

/** The documentation of every defect. */
export const DEFECTS: readonly DefectDescription[] = DEFECT_IDS.map(describeDefect);

/** The same by subject. */
export const DEFECT_GROUPS = Object.entries(GROUPS).map(([title, defects]) => ({
  title,
  defects: DEFECT_IDS.filter((id) => id in defects).map(describeDefect),
}));

/** Returns the defects that an organization has now, in the order in which they apply. */
export function activeDefects({ defects }: World): readonly IdentifiedDefect[] {
  return defects.ids.map((id) => IDENTIFIED[id]);
}

/** Binds the callback hooks of defects to a world. */
export function bindDefects(ids: readonly string[], world: World): readonly ActiveDefect[] {
  return DEFECT_IDS.filter((id) => ids.includes(id)).map((id) => {
    const { callback, delivery, giveUp, tokenDeviation, ...defect } = CATALOGUE[id];
    return {
      id,
      reachesOthers: reachesOthers(defect),
      judgesTokens: defect.leniency !== undefined || defect.token !== undefined,
      ...defined({ callback, giveUp, tokenDeviation }),
      ...(delivery ? { delivery: (message) => delivery(message, world) } : {}),
    };
  });
}

function reachesOthers({ foreignResponse, serves, hidesMetadata }: Defect): boolean {
  return foreignResponse !== undefined || serves !== undefined || hidesMetadata === true;
}

function describeDefect(id: DefectId): DefectDescription {
  const { clauses, description, warns } = CATALOGUE[id];
  return { id, clauses, description, ...defined({ warns }) };
}
