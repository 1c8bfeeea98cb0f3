/** A mistake of a token, or a key that the XIS does not know yet. */
export type TokenDeviation =
  | 'expired'
  | 'tampered'
  | 'unsigned'
  | 'signed-with-public-key'
  | 'other-issuer'
  | 'other-audience'
  | 'new-key';

/** The token that a check needs. */
export interface TestTokenRequest {
  /** The BSN of the patient who is logged in. */
  readonly bsn?: string;
  readonly clientId?: string;
  /** Default: the audience of the XIS. */
  readonly audience?: string;
  /** The scopes, separated by spaces. */
  readonly scope?: string;
  /** Default: that of the authorization server. */
  readonly lifetimeSeconds?: number;
  readonly deviation?: TokenDeviation;
}

/** A token, as the authorization server that may have issued it sees it. */
export interface InspectedToken {
  readonly isOurs: boolean;
  /** Whether it is valid now. */
  readonly isActive: boolean;
  readonly hasBsn: boolean;
  /** The claims that concern no patient. */
  readonly claims: Readonly<Record<string, unknown>>;
}

/** A client of the authorization server. */
export interface TokenClient {
  readonly clientId: string;
  /** The number of tokens that it got. */
  readonly issued: number;
  /** The AGB codes of the organizations that it may act for; undefined for all. */
  readonly organizations?: readonly string[];
}

/** An authorization server that the XIS trusts, and that issues any token a check needs: `findTestServer()` of `oauth/`. */
export interface TestTokens {
  /** The client of Spreekuur.nl, which a patient logs in with; undefined where it is unknown. */
  readonly client_id?: string;
  /** The audience of the tokens that a XIS sends to Spreekuur.nl; undefined where it is unknown. */
  readonly callback_audience?: string;
  issue(request: TestTokenRequest): Promise<string>;
  inspect(token: string): Promise<InspectedToken>;
  clients(): Promise<readonly TokenClient[]>;
}
