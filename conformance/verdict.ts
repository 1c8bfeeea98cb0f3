/** How much a clause weighs: breaking a `must` fails a XIS, breaking a `should` or an `advisory` warns. */
export const LEVELS = ['must', 'should', 'advisory'] as const;
export type Level = (typeof LEVELS)[number];

/**
 * How a check ended. `fail`: a must is broken. `warn`: a should or an advisory is. `blocked`: a precondition was missing.
 * `not-applicable`: the user has said so. `error`: a mistake of ours.
 */
export const VERDICTS = ['pass', 'fail', 'warn', 'blocked', 'not-applicable', 'error'] as const;
export type Verdict = (typeof VERDICTS)[number];

/**
 * What the whole comes to. `nonconformant`: a must is broken. `incomplete`: none is, but a must could not be looked at.
 * `conformant`: every must was looked at, or the user has said that it does not apply.
 */
export const CONCLUSIONS = ['conformant', 'nonconformant', 'incomplete'] as const;
export type Conclusion = (typeof CONCLUSIONS)[number];
