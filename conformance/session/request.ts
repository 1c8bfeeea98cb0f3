export type QueryParameter = readonly [name: string, value: string];

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

  /** The value of the organization header; `undefined` for the run's, `null` to leave out the header (TR-2). */
  readonly organization?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sends it although the run was aborted: for a clean-up. */
  readonly ignoreAbort?: boolean;
}
