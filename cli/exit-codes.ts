/** What the commands' exit codes mean; the same for all of them. */
export const EXIT = {
  ok: 0,
  /** What was looked at is not as it should be. */
  failed: 1,
  /** A wrong call, or a configuration that cannot be used. */
  usage: 2,
  /** A mistake of xis-testkit itself. */
  internal: 1,
} as const;
