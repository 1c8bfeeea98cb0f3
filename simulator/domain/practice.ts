import type { Agb } from '../../fhir/agb.ts';
import type { Dialect } from '../../fhir/resources/dialect.ts';
import type { ApprovalPolicy } from './approval/policy.ts';

/** A code with its system and its text. */
export interface DisplayedCoding {
  readonly system: string;
  readonly code: string;
  readonly display: string;
}

/** What can be booked. */
export interface AppointmentType extends DisplayedCoding {
  /** Its place in the practice's list. */
  readonly index: number;
  readonly lengthMs: number;
  /** The service categories that the ValueSet's filter finds it by (AT-2). */
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
  readonly bsn: string;
  /**
   * Where the BSN comes from: the configuration, a request, or nowhere: made up, because nobody told it. A made-up one
   * cannot be held against a request (CN-4).
   */
  readonly origin: 'practice' | 'request' | 'made-up';
}

/** An organization's configuration with every default filled in and every name made up. */
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
  readonly unknownPatients: 'accept' | 'reject';
  readonly location: 'relative' | 'absolute' | 'versioned';
  readonly pageSize: number | undefined;
  readonly journalLimit: number;
}
