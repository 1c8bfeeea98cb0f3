/** What a check has looked at. */
export interface Evidence {
  /** Ids of exchanges, in the order in which they were looked at. */
  readonly exchanges: Set<string>;
  /** Why some of the responses say nothing about the XIS: a limit of the run, rate limiting, an unreachable XIS. */
  readonly gaps: Set<string>;
}

export function createEvidence(): Evidence {
  return { exchanges: new Set(), gaps: new Set() };
}

export function addEvidence(to: Evidence, from: Evidence): void {
  for (const id of from.exchanges) to.exchanges.add(id);
  for (const gap of from.gaps) to.gaps.add(gap);
}
