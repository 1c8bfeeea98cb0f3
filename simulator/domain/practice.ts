import type { Agb } from '../../fhir/agb.ts';
import type { Dialect } from '../../fhir/resources/dialect.ts';
import type { ApprovalPolicy } from './approval/policy.ts';
import type { Understood } from './understands.ts';

/** A code with its system and display. */
export interface DisplayedCoding {
  readonly system: string;
  readonly code: string;
  readonly display: string;
}

/** A type of appointment that patients can book. */
export interface AppointmentType extends DisplayedCoding {
  /** The position in the list of the practice. */
  readonly index: number;
  readonly lengthMs: number;
  /** The service categories by which a filter of the ValueSet finds the type (AT-2). */
  readonly categories: readonly { readonly system: string; readonly code: string }[];
  readonly approval: ApprovalPolicy;
}

export interface Practitioner {
  /** The id of the PractitionerRole. */
  readonly id: string;
  readonly name: string;
  readonly speciality: DisplayedCoding;
}

export interface Patient {
  /** `Patient/{id}`. */
  readonly reference: string;
  readonly name: string;
  /** Undefined where a store has kept the pseudonym only. */
  readonly bsn?: string | undefined;
  /** The keyed pseudonym of the BSN, in its place. */
  readonly pseudonym?: string | undefined;
  /**
   * The source of the BSN: the configuration, a request, or the simulator itself. A made-up BSN never contradicts a
   * request (CN-4).
   */
  readonly origin: 'practice' | 'request' | 'made-up';
}

/** The number of items that an organization keeps, and their approximate memory in bytes. */
export interface Retention {
  readonly items: number;
  readonly bytes: number;
}

/** What an organization keeps of the past. */
interface PracticeRetention {
  readonly requests: Retention;
  /** Deliveries that have ended. */
  readonly deliveries: Retention;
  /** The number of appointments that are declined, cancelled or past. */
  readonly settledAppointments: number;
}

/** The configuration of an organization with all defaults and generated names. */
export interface Practice {
  readonly agb: Agb;
  readonly name: string;
  readonly timeZone: string;
  readonly dialect: Dialect;
  readonly seed: number;
  readonly horizonDays: number;
  readonly types: readonly AppointmentType[];
  readonly practitioners: readonly Practitioner[];
  readonly patients: readonly Patient[];
  /** `Patient/{id}` of the patient who is logged in; undefined for one whom the practice does not know (PT-2). */
  readonly loggedInPatient: string | undefined;
  readonly unknownPatients: 'accept' | 'reject';
  readonly location: 'relative' | 'absolute' | 'versioned';
  readonly pageSize: number | undefined;
  /** Whether the slot of a declined or cancelled appointment is free again (AP-18). */
  readonly reopensSlots: boolean;
  readonly errorBodies: boolean;
  readonly cancellationBody: boolean;
  /** The media type of bodies without a published content type (TR-10); undefined for that of FHIR JSON. */
  readonly otherMediaType: string | undefined;
  readonly understands: Understood;
  /** What is kept of the past. */
  readonly retention: PracticeRetention;
}
