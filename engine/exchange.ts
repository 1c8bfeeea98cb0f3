/** A request to the XIS and what came of it, redacted: evidence, and what a report draws. */
export interface Exchange {
  readonly method: string;
  /** With the base, without secrets. */
  readonly url: string;
  /** 0 when no answer came. */
  readonly status: number;
  /** Real milliseconds. */
  readonly durationMs: number;
  /** Why there is no answer, or why it cannot be read. */
  readonly error?: string;
}
