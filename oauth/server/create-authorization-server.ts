import type { IncomingMessage, ServerResponse } from 'node:http';
import { isLoopback, isLoopbackUrl, localAddress } from '../../fhir/http/address.ts';
import { type ControlAccess, hasControlInterface } from '../../fhir/http/control-access.ts';
import { createHttpServer, type HttpServer } from '../../fhir/http/http-server.ts';
import { sendOutcome } from '../../fhir/http/send-json.ts';
import { toMistake } from '../../schema/explain-errors.ts';
import { ConfigurationError } from '../../schema/mistake.ts';
import { validator } from '../../schema/validator.ts';
import { type OAuthSystem, realSystem } from '../system.ts';
import { resolveClients } from './clients.ts';
import { ServerClock } from './clock.ts';
import { type AuthorizationControl, createControl } from './control.ts';
import { handleEndpoint } from './endpoints.ts';
import { ServerFaults } from './faults.ts';
import { handleControl } from './handle-control.ts';
import { Issuer } from './issuer.ts';
import { type AuthorizationServerSettings, authorizationServerSchema } from './settings.ts';
import type { AuthorizationRequest, ServerState } from './state.ts';

/** Options of `createAuthorizationServer`. */
export interface AuthorizationServerOptions {
  readonly settings?: AuthorizationServerSettings;
  /** 0 selects any free port; default: 8090. */
  readonly port?: number;
  /**
   * The address to listen on, also of the server that it is mounted in: on a public one, and with a public url, the clients
   * need secrets; on a public one, the control interface needs its token. Default: 127.0.0.1.
   */
  readonly host?: string;
  /** The bearer token that the control interface requires; when set, on loopback as well. */
  readonly adminToken?: string;
  /**
   * The environment: the secrets that clients name with `clientSecretVariable`, and `XIS_TESTKIT_CLIENT_SECRET`, the secret of
   * clients that are configured without one.
   */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Receives each request to an endpoint, without anything secret. An error of it is ignored. */
  readonly onRequest?: (request: AuthorizationRequest) => void;
  /** Replaces clock and chance of the machine, for tests. */
  readonly system?: OAuthSystem;
}

/** A simulated authorization server. */
export interface AuthorizationServer {
  /** The identifier of the issuer; empty before it listens or is mounted. */
  readonly issuer: string;
  /** The port that it listens on; 0 before it listens. */
  readonly port: number;
  /** Its address on this machine; empty before it listens. */
  readonly address: string;
  /** Whether the control interface is open: on a public address it needs a token. */
  readonly hasControlInterface: boolean;
  readonly control: AuthorizationControl;
  /** Listens on its own port. */
  listen(): Promise<void>;
  /**
   * Serves below a URL of another server, whose requests go to `handle`.
   * @param url without a slash at the end: the issuer
   * @throws ConfigurationError for a public url, where clients have the secret that everybody knows
   */
  mount(url: string): void;
  /** Handles a request; the path of its URL begins with that of the issuer, or is RFC 8414's place of its metadata. */
  handle(request: IncomingMessage, response: ServerResponse, url?: string): void;
  close(): Promise<void>;
}

const CONTROL_PATH = '/__admin';
const WELL_KNOWN = '/.well-known/oauth-authorization-server';

const settingsValidator = validator(authorizationServerSchema, { all: true });

/**
 * Creates an authorization server for tests: client credentials and token exchange, as Spreekuur.nl and a XIS use them
 * (AU-1, AU-7, AU-10, AU-11). It does not listen yet.
 * @throws ConfigurationError when the settings have mistakes
 * @example
 * const server = createAuthorizationServer({ port: 0 });
 * await server.listen();
 * const { token: subjectToken } = await server.control.login({ bsn: '999900109' });
 * const token = createTokenSource({ issuer: server.issuer, clientId: 'spreekuur', audience: 'xis', subjectToken });
 * console.log(await token());
 * await server.close();
 */
export function createAuthorizationServer(options: AuthorizationServerOptions = {}): AuthorizationServer {
  const { settings = {}, port = 8090, host = '127.0.0.1', environment = {}, system = realSystem } = options;
  const mistakes = settingsValidator.violations(settings).map(toMistake);
  if (mistakes.length > 0) throw new ConfigurationError(mistakes);
  const publicUrl = settings.publicUrl?.replace(/\/+$/, '');
  let url = publicUrl ?? '';
  let server: HttpServer | undefined;
  let boundPort = 0;
  let address = '';

  const clock = new ServerClock(system.now);
  const timed = { now: clock.now, randomUUID: system.randomUUID };
  const resolve = (publicPlace: string | undefined) => resolveClients(settings, environment, publicPlace);
  const clients = resolve(findPublicPlace(host, publicUrl));
  const state: ServerState = {
    issuer: new Issuer(settings, timed, () => url),
    registry: {
      clients,
      now: clock.now,
      audiences: () => [url, `${url}/token`],
      usedAssertions: new Map(),
    },
    clock,
    faults: new ServerFaults(),
    requests: [],
    onRequest: options.onRequest,
  };
  const control = createControl(state);
  const access: ControlAccess = { token: options.adminToken, isLoopback: () => isLoopback(host) };

  const handle = (request: IncomingMessage, response: ServerResponse, target = request.url ?? '/'): void => {
    const path = pathBelow(url, target.split('?')[0] ?? '/');
    if (path === undefined) return sendOutcome(response, 404, 'not-found', 'Unknown path.');
    if (path === CONTROL_PATH || path.startsWith(`${CONTROL_PATH}/`)) {
      return handleControl(control, access, path.slice(CONTROL_PATH.length), request, response);
    }
    if (!handleEndpoint(state, path, request, response)) sendOutcome(response, 404, 'not-found', 'Unknown path.');
  };

  return {
    get issuer() {
      return url;
    },
    get port() {
      return boundPort;
    },
    get address() {
      return address;
    },
    hasControlInterface: hasControlInterface(access),
    control,
    async listen() {
      if (server) throw new Error('The authorization server is already listening.');
      const listening = createHttpServer((request, response) => handle(request, response));
      boundPort = await listening.listen(port, host);
      server = listening;
      address = localAddress(host, boundPort);
      url = publicUrl ?? address;
    },
    mount(issuer) {
      url = publicUrl ?? issuer;
      resolve(findPublicPlace(host, url));
    },
    handle,
    async close() {
      await server?.close();
      server = undefined;
      boundPort = 0;
      address = '';
    },
  };
}

/** Returns a path below the issuer, also for its metadata at RFC 8414's place; a proxy may have removed the issuer's path. */
function pathBelow(issuer: string, path: string): string | undefined {
  const base = URL.canParse(issuer) ? new URL(issuer).pathname.replace(/\/+$/, '') : '';
  if (path === WELL_KNOWN + base) return WELL_KNOWN;
  if (base === '') return path;
  return path.startsWith(`${base}/`) ? path.slice(base.length) : path;
}

/** Returns the host or url by which other machines reach a server; undefined if they do not. */
function findPublicPlace(host: string, publicUrl: string | undefined): string | undefined {
  if (!isLoopback(host)) return host;
  return publicUrl !== undefined && !isLoopbackUrl(publicUrl) ? publicUrl : undefined;
}
