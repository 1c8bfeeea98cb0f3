import type { Instant } from '../../../fhir/instant.ts';
import type { AppointmentType, Practitioner } from '../practice.ts';
import type { Calendar, Day } from './calendar.ts';

/** A slot that follows from the rules of a schedule, before any booking. */
export interface RuledSlot {
  readonly start: Instant;
  readonly end: Instant;
  /** Index in the practice's appointment types. */
  readonly type: number;
  readonly busy: boolean;
}

/** A period of a day, in minutes after midnight. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The rules from which the slots of a schedule follow. */
export interface ScheduleRules {
  /** The position in the list of the practice. */
  readonly index: number;
  readonly id: string;
  readonly practitioners: readonly Practitioner[];
  readonly calendar: Calendar;
  /** The opening hours by weekday, 0 for Monday, in order. */
  readonly hours: readonly (readonly (Span & { readonly type: number })[])[];
  /** By weekday. */
  readonly breaks: readonly (readonly Span[])[];
  /** Slots in addition to the generated ones, by day. */
  readonly explicit: ReadonlyMap<Day, readonly RuledSlot[]>;
  readonly types: readonly AppointmentType[];
  /** The indexes of the types of its slots. */
  readonly offered: ReadonlySet<number>;
  readonly busyShare: number;
  readonly seed: number;
  isClosed(day: Day): boolean;
}
