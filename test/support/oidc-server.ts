import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JWK } from 'jose';
import Provider, { errors, type KoaContextWithOIDC } from 'oidc-provider';

const EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';

export interface OidcServer extends AsyncDisposable {
  readonly issuer: string;
  /** Returns the token of a patient who has logged in at Spreekuur.nl. */
  login(bsn: string): Promise<string>;
  /** Signs with other keys from now on; the old ones stay public. */
  rotate(signing: JWK): Promise<void>;
}

export interface OidcClient {
  readonly client_id: string;
  readonly client_secret?: string;
  readonly jwks?: { readonly keys: readonly JWK[] };
  readonly token_endpoint_auth_method: 'client_secret_basic' | 'client_secret_post' | 'private_key_jwt';
}

/** The resource of the XIS, and that of Spreekuur.nl. */
export const XIS = 'https://xis.example/fhir';
export const SPREEKUUR = 'https://spreekuur.example';
