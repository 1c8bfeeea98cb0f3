/** An option that a text of a verification names. */
export type VerificationOptionName =
  | 'approvalType'
  | 'category'
  | 'patient.bsn'
  | 'patient.reference'
  | 'states'
  | 'timeoutMs'
  | 'token'
  | 'type';

/** Returns the name of an option for texts: a command line writes `--category`. */
export type NameOption = (name: VerificationOptionName) => string;

/** The library's own names. */
export const libraryName: NameOption = (name) => name;
