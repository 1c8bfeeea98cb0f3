/** The levels of a clause: a violated `must` is a failure, a violated `should` or `advisory` is a warning. */
export const LEVELS = ['must', 'should', 'advisory'] as const;
export type Level = (typeof LEVELS)[number];

/**
 * The results of a check. `fail`: the XIS violates a must. `warn`: it violates a should or an advisory. `blocked`: a
 * precondition is missing. `not-applicable`: the check does not apply to this XIS. `error`: an error of xis-testkit.
 */
export const VERDICTS = ['pass', 'fail', 'warn', 'blocked', 'not-applicable', 'error'] as const;
export type Verdict = (typeof VERDICTS)[number];

/**
 * The results of a run. `nonconformant`: a must check failed. `incomplete`: no must check failed, but some were not
 * completed. `conformant`: every must check passed or does not apply.
 */
export const CONCLUSIONS = ['conformant', 'nonconformant', 'incomplete'] as const;
export type Conclusion = (typeof CONCLUSIONS)[number];

/** How far a run examined a clause; the schema of reports has the meanings. Each clause has one of them. */
export const COVERAGES = [
  'satisfied',
  'satisfied-in-part',
  'warned',
  'violated',
  'left-out',
  'blocked',
  'not-applicable',
  'spreekuur',
  'no-check',
] as const;
export type Coverage = (typeof COVERAGES)[number];
