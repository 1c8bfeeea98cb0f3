import type { Failure } from './failure.ts';

/** The response to a request, or why it is missing. */
export interface XisResponse {
  /** The id of the exchange, as evidence. */
  readonly exchangeId: string;
  /** Method and URL of the request, redacted: `GET /Slot?status=free`. */
  readonly requestLine: string;
  /** 0 without a response. */
  readonly status: number;
  readonly headers: Headers;
  /** Without parameters, in lower case; empty without a Content-Type. */
  readonly mediaType: string;
  /** The body parsed as JSON; undefined when it is empty or not JSON. */
  readonly body: unknown;
  /** The body as text, its first 64 Ki characters. */
  readonly text: string;
  readonly isJson: boolean;
  /** The length of the body, as far as it was read. */
  readonly bytes: number;
  /** Why the response is missing or cannot be read. */
  readonly failure?: Failure;
  /** Why it says nothing about the XIS: a limit of the run, a rate limit, or a XIS that is gone. */
  readonly noEvidence?: Failure;
}
