import type { Failure } from '../../transport/failure.ts';

export type QueryParameter = readonly [name: string, value: string];

/** The patient in whose name a request is sent. */
export type Requester = 'patient' | 'other-patient';

/** A token that a check sends in the place of the run's. */
export interface SentToken {
  readonly text: string;
  /** A description for the evidence: `an expired token`. */
  readonly kind: string;
}

export interface XisRequest {
  /** The reason in a few words, without data of patients: `find free slots`. */
  readonly purpose: string;
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below the FHIR base, without a query: `/Slot`. */
  readonly path: string;
  /** Percent-encoded when it is sent (SL-15). */
  readonly query?: readonly QueryParameter[];
  /** A URL that the XIS has returned (SL-18); replaces `path` and `query`. */
  readonly link?: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as it is, for a body that is not JSON; replaces `body`. */
  readonly rawBody?: string;

  /** The AGB code in the organization header; `undefined` for the run's, `null` to leave out the header (TR-2). */
  readonly organization?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whose token it has: that of the option `otherToken`, where it is given. Default: the test patient's. */
  readonly as?: Requester | undefined;
  /** Another token than that of the run, `null` for no token: never renewed, and a 401 says nothing about the run's. */
  readonly token?: SentToken | null;
  /** Sends it although the run was aborted: for a clean-up. */
  readonly ignoreAbort?: boolean;
}

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
  /** Whether the bytes of the body are UTF-8, and no other charset is declared (TR-14). */
  readonly isUtf8: boolean;
  /** Whether the response has the token of its request (TR-15); undefined for a request without a token. */
  readonly repeatsToken?: boolean;
  /** The length of the body, as far as it was read. */
  readonly bytes: number;
  /** Why the response is missing or cannot be read. */
  readonly failure?: Failure;
  /** Why it says nothing about the XIS: a limit of the run, or a fault of transport. */
  readonly noEvidence?: Failure;
}
