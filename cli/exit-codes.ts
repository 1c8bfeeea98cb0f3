/** What the commands' exit codes mean; the same for all of them. */
export const EXIT = {
  ok: 0,
  /** What was looked at is not as it should be. */
  failed: 1,
  /** A wrong call, or a configuration that cannot be used. */
  usage: 2,
  /** Nothing that was looked at is wrong, but not everything could be looked at. */
  incomplete: 3,
  /** A mistake of xis-testkit itself. */
  internal: 4,
  /** Ended by Ctrl-C, as shells count it. */
  interrupted: 130,
} as const;
