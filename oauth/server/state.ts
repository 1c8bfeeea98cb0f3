import type { ClientRegistry } from './authenticate-client.ts';
import type { ServerClock } from './clock.ts';
import type { ServerFaults } from './faults.ts';
import type { Issuer } from './issuer.ts';

/** A request to an endpoint of an authorization server, without anything secret. */
export interface AuthorizationRequest {
  /** Milliseconds since the epoch, on the clock of the server. */
  readonly at: number;
  readonly method: string;
  readonly endpoint: string;
  readonly status: number;
  /** The client that authenticated itself. */
  readonly clientId?: string;
  readonly grant?: string;
  /** The error code of OAuth. */
  readonly error?: string;
}

/** The state of an authorization server. */
export interface ServerState {
  readonly issuer: Issuer;
  readonly registry: ClientRegistry;
  readonly clock: ServerClock;
  readonly faults: ServerFaults;
  /** The last requests, oldest first. */
  readonly requests: AuthorizationRequest[];
  /** An error of it is ignored: the response is sent. */
  readonly onRequest: ((request: AuthorizationRequest) => void) | undefined;
}
