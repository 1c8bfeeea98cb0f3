/** The evidence of a check: what it has used, in an order that does not depend on which response came first. */
export interface Evidence {
  /**
   * Requests, and the evidence of what the check shares with others, in the order in which it asked for them. A request has
   * the ids of its attempts; the last of them has its response.
   */
  readonly used: (readonly string[] | Evidence)[];
  /** Why some of its own responses say nothing about the XIS: a limit of the run, rate limiting, an unreachable XIS. */
  readonly gaps: Set<string>;
}

export function createEvidence(): Evidence {
  return { used: [], gaps: new Set() };
}

/** Adds the exchanges of what the check has looked at, such as callbacks. */
export function addExchanges({ used }: Evidence, items: readonly { readonly exchangeId: string }[]): void {
  for (const { exchangeId } of items) if (exchangeId !== '') used.push([exchangeId]);
}

/** Lists the ids of the exchanges with the responses, each once. */
export function exchangesOf(evidence: Evidence): readonly string[] {
  return [...new Set(requestsOf(evidence).flatMap((attempts) => attempts.at(-1) ?? []))];
}

/** Lists the ids of all exchanges, also of the attempts before a response, each once. */
export function attemptsOf(evidence: Evidence): readonly string[] {
  return [...new Set(requestsOf(evidence).flat())];
}

/** Returns all reasons for responses that say nothing about the XIS. */
export function gapsOf(evidence: Evidence): ReadonlySet<string> {
  return new Set([...withShared(evidence)].flatMap(({ gaps }) => [...gaps]));
}

function requestsOf(evidence: Evidence, seen = new Set<Evidence>()): readonly (readonly string[])[] {
  if (seen.has(evidence)) return [];
  seen.add(evidence);
  return evidence.used.flatMap((each) => ('used' in each ? requestsOf(each, seen) : [each]));
}

function withShared(evidence: Evidence, all = new Set<Evidence>()): ReadonlySet<Evidence> {
  if (all.has(evidence)) return all;
  all.add(evidence);
  for (const each of evidence.used) if ('used' in each) withShared(each, all);
  return all;
}
