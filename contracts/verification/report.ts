/** A deviation of a response from the contract. Holds no personal data. */
export interface Mismatch {
  /** `status`, `header Location`, or the path in the body. */
  readonly where: string;
  readonly message: string;
  /** The violated clause, for a deviation that Pact cannot detect. */
  readonly clause?: string;
  /** The number of similar mismatches, for instance in other entries. */
  readonly more?: number;
}

/** The result of one interaction. */
export interface InteractionResult {
  readonly description: string;
  readonly states: readonly string[];
  /** The clauses that it verifies; empty for an interaction of another pact. */
  readonly clauses: readonly string[];
  /**
   * `warned`: no must is violated, but a should or an advisory is. `not-applicable`: the provider need not have it.
   * `not-done`: its states could not be set up here, or a fault of transport hid the response; neither says anything about
   * the provider.
   */
  readonly outcome: 'verified' | 'warned' | 'failed' | 'not-applicable' | 'not-done';
  /** Violations of a must. */
  readonly mismatches: readonly Mismatch[];
  /** Violations of a should or an advisory. */
  readonly warnings: readonly Mismatch[];
  /** The forms that the provider understood, where they are not the first ones. */
  readonly notes: readonly string[];
  /** The reason why it was not verified, does not apply, or failed without a mismatch. */
  readonly reason?: string;
  /** Real milliseconds. */
  readonly durationMs: number;
}

/** The result of a verification. */
export interface VerificationReport {
  readonly provider: string;
  readonly baseUrl: string;
  /** The forms that the provider understood, where they are not the first ones, and what to do about faults of transport. */
  readonly notes: readonly string[];
  readonly interactions: readonly InteractionResult[];
  readonly counts: {
    readonly verified: number;
    readonly warned: number;
    readonly failed: number;
    readonly notApplicable: number;
    readonly notDone: number;
  };
  /** The created appointments that could not be cancelled: ids, or descriptions where the id is unknown. */
  readonly notCancelled: readonly string[];
  /** Whether the results were published to the broker. */
  readonly published: boolean;
}
