/** A request from the XIS, as it came. */
export interface IncomingCallback {
  readonly method: string;
  /** Below Spreekuur.nl's base, with the query. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** When it came, in milliseconds since the epoch. */
  readonly at: number;
}

/** What a callback is answered. */
export interface CallbackAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Where the XIS sends its callbacks. */
export interface CallbackListener {
  /** Spreekuur.nl's base, as the XIS reaches it. */
  readonly url: string;
  /** Hands over every callback from now on; returns how to stop it. */
  onCallback(handle: (callback: IncomingCallback) => CallbackAnswer | Promise<CallbackAnswer>): () => void;
}
