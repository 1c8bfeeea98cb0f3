/** What checks may need that not every run has, in the order in which it is reported as missing. */
export const NEEDS = ['booking', 'patient-bsn', 'callback', 'approval', 'other-organization'] as const;
export type Need = (typeof NEEDS)[number];
