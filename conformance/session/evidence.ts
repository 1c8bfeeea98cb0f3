/** The evidence of a check. */
export interface Evidence {
  /** Ids of the examined exchanges, in order. */
  readonly exchanges: Set<string>;
  /** The reasons for responses that say nothing about the XIS: a limit of the run, rate limiting, an unreachable XIS. */
  readonly gaps: Set<string>;
}

export function createEvidence(): Evidence {
  return { exchanges: new Set(), gaps: new Set() };
}

/** Adds all of one evidence to another. */
export function addEvidence(to: Evidence, from: Evidence): void {
  for (const id of from.exchanges) to.exchanges.add(id);
  for (const gap of from.gaps) to.gaps.add(gap);
}
