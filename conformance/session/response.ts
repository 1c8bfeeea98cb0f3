import type { Failure } from './failure.ts';

/** How a request ended. */
export interface XisResponse {
  /** The id of the exchange, as evidence. */
  readonly exchangeId: string;
  /** What was asked, redacted: `GET /Slot?status=free`. */
  readonly requestLine: string;
  /** 0 when no answer came. */
  readonly status: number;
  readonly headers: Headers;
  /** Without parameters, in lower case; empty when there is none. */
  readonly mediaType: string;
  /** The body read as JSON; undefined when it is empty or no JSON. */
  readonly body: unknown;
  /** The body as text, its first 64 Ki characters. */
  readonly text: string;
  readonly isJson: boolean;
  /** How long the body was, or as far as it was read. */
  readonly bytes: number;
  /** Until the last byte, in real milliseconds. */
  readonly durationMs: number;
  /** Why there is no answer, or none that can be read. */
  readonly failure?: Failure;
  /** Why it tells nothing about the XIS: a limit of ours has struck, or the XIS throttles or is gone. */
  readonly noEvidence?: Failure;
}
