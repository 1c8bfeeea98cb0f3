/** Something in an answer that is not as the contract has it. Holds nothing that may not be shown. */
export interface Mismatch {
  /** `status`, `header Location`, or the path in the body. */
  readonly where: string;
  readonly message: string;
  /** The clause, where Pact itself could not have seen it. */
  readonly clause?: string;
  /** How many more there are at such a place, for instance in other entries. */
  readonly more?: number;
}

/** How the verification of one interaction ended. */
export interface InteractionResult {
  readonly description: string;
  readonly states: readonly string[];
  /** `not-done`: its states could not be brought about here, and it says nothing of the provider. */
  readonly outcome: 'verified' | 'failed' | 'not-done';
  readonly mismatches: readonly Mismatch[];
  /** Why it was not done, or why it failed without a mismatch. */
  readonly reason?: string;
  /** Real milliseconds. */
  readonly durationMs: number;
}

/** What a verification has found. */
export interface VerificationReport {
  readonly provider: string;
  readonly baseUrl: string;
  readonly interactions: readonly InteractionResult[];
  readonly counts: { readonly verified: number; readonly failed: number; readonly notDone: number };
  /** Appointments that were made and could not be cancelled: their ids, or what is known of them. */
  readonly left: readonly string[];
  /** Whether the results were published at the broker. */
  readonly published: boolean;
}
