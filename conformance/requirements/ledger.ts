import { CALLBACK, CANCELLATION, CREATION, OTHER_READS, UPDATES } from './appointment-clauses.ts';
import type { Area, Requirement } from './requirement.ts';
import { AGENDAS, APPOINTMENT_TYPES, AUTHENTICATION, PATIENT, SLOTS, TRANSPORT } from './search-clauses.ts';

/** The areas of the protocol. Code, tests and documents refer to a clause by its id. */
export const AREAS: readonly Area[] = [
  TRANSPORT,
  AUTHENTICATION,
  PATIENT,
  APPOINTMENT_TYPES,
  SLOTS,
  AGENDAS,
  CREATION,
  CALLBACK,
  CANCELLATION,
  UPDATES,
  OTHER_READS,
];

/** The clauses of all areas. */
export const REQUIREMENTS: readonly Requirement[] = AREAS.flatMap(({ requirements }) => requirements);

/** The clauses of the first edition that have another id now. */
export const FORMER_IDS: Readonly<Record<string, string>> = { 'TR-3': 'AU-1', 'TR-4': 'AU-7', 'TR-5': 'AU-10' };
