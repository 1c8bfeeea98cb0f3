import type { BookingEngineOptions } from '../../engine/index.ts';

/** The engine's options for the verified XIS, with the clock that days are counted by, and the way that all requests share. */
export type Target = BookingEngineOptions & Required<Pick<BookingEngineOptions, 'system' | 'transport'>>;

/** An option of a verification that texts name. */
export type NamedOption =
  | 'approvalType'
  | 'baseUrl'
  | 'category'
  | 'dateFormat'
  | 'dateParameter'
  | 'dialect'
  | 'organization'
  | 'organizationFormat'
  | 'organizationHeader'
  | 'patient.bsn'
  | 'patient.reference'
  | 'states'
  | 'timeoutMs'
  | 'token'
  | 'type';

/** Returns how texts name an option: as in the library, or for instance as a flag of the command line. */
export type OptionNames = (option: NamedOption) => string;
