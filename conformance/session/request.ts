/** A name and a value of a query, in the order in which they are sent. */
export type QueryParameter = readonly [name: string, value: string];

/** A request to the XIS. */
export interface XisRequest {
  /** Why it is sent, in a few words: `find free slots`. Has no data of patients in it. */
  readonly purpose: string;
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below the FHIR base, without a query: `/Slot`. */
  readonly path: string;
  /** Percent-encoded when it is sent (SL-15). */
  readonly query?: readonly QueryParameter[];
  /** An address that the XIS gave (SL-18); goes before `path` and `query`. */
  readonly link?: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as it is, for what is no JSON; goes before `body`. */
  readonly rawBody?: string;
  /** Of the body, when it is not FHIR JSON. */
  readonly mediaType?: string;
  /** The value of the organization's header as it is to be sent, `undefined` for ours, `null` to send none (TR-2). */
  readonly organization?: string | null;
  /** More headers for this request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Send it although the run was ended: for what cleans up. */
  readonly ignoreAbort?: boolean;
}
