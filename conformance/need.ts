/** The needs of checks that some runs do not meet, in the order in which reports name them. */
export const NEEDS = [
  'booking',
  'patient-bsn',
  'callback',
  'approval',
  'update',
  'change',
  'other-organization',
] as const;
export type Need = (typeof NEEDS)[number];

/** Needs of clauses that only concern some practices: without them a check does not apply, and the run is complete. */
export const OPTIONAL_NEEDS: ReadonlySet<Need> = new Set<Need>(['update', 'change']);
