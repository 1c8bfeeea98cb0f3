/** The exit codes of every command; ERRORS has the one of each error. */
export const EXIT = {
  ok: 0,
  /** A XIS, a contract or a scenario is not as expected. */
  failed: 1,
  /** The command line or a configuration cannot be used, or the XIS cannot be reached. */
  usage: 2,
  /** No failure was found, but not everything could be checked. */
  incomplete: 3,
  /** A defect of xis-testkit itself. */
  internal: 4,
  /** The work is done, but its output or a report could not be written: there is no verdict. Commands add 5 and 6. */
  unwritten: 7,
  /** Ended by Ctrl-C, as shells count it. */
  interrupted: 130,
} as const;
