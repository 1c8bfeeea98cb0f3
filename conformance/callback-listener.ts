/** A request from the XIS, as it came. */
export interface IncomingCallback {
  readonly method: string;
  /** Below Spreekuur.nl's base, with the query. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Whether the bytes of the body are UTF-8 (TR-14); undefined where that is unknown. */
  readonly isUtf8?: boolean;
  /** The time of arrival, in milliseconds since the epoch. */
  readonly at: number;
}

/** The response to a callback. */
export interface CallbackResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** The endpoint to which the XIS sends its callbacks. */
export interface CallbackListener {
  /** Spreekuur.nl's base, as the XIS reaches it. */
  readonly url: string;
  /** Passes every callback from now on to a handler; returns a function that ends this. */
  onCallback(handle: (callback: IncomingCallback) => CallbackResponse | Promise<CallbackResponse>): () => void;
}
