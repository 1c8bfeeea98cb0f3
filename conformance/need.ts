/** The needs of checks that some runs do not meet, in the order in which reports name them. */
export const NEEDS = ['booking', 'patient-bsn', 'callback', 'approval', 'other-organization'] as const;
export type Need = (typeof NEEDS)[number];
