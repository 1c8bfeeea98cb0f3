import type { Instant } from '../../../fhir/instant.ts';
import type { AppointmentType, Practitioner } from '../practice.ts';
import type { Calendar, Day } from './calendar.ts';

/** A slot as the rules have it: when, of which type, and what it is before anybody books. */
export interface RuledSlot {
  readonly start: Instant;
  readonly end: Instant;
  /** Index in the practice's appointment types. */
  readonly type: number;
  readonly busy: boolean;
}

/** Minutes after midnight, from and to. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Everything that a schedule's slots follow from. */
export interface ScheduleRules {
  /** Its place in the practice's list. */
  readonly index: number;
  readonly id: string;
  readonly practitioners: readonly Practitioner[];
  readonly calendar: Calendar;
  /** By weekday, 0 for Monday: the opening hours, in order. */
  readonly hours: readonly (readonly (Span & { readonly type: number })[])[];
  /** By weekday. */
  readonly breaks: readonly (readonly Span[])[];
  /** By day: slots beside the generated ones. */
  readonly explicit: ReadonlyMap<Day, readonly RuledSlot[]>;
  readonly types: readonly AppointmentType[];
  /** Indexes of the types that its slots can have. */
  readonly offered: ReadonlySet<number>;
  readonly busyShare: number;
  readonly seed: number;
  isClosed(day: Day): boolean;
}
