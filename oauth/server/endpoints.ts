import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody } from '../../fhir/http/read-body.ts';
import { detach } from '../../output/detach.ts';
import { ALGORITHMS } from '../algorithms.ts';
import { CLIENT_AUTHENTICATIONS } from '../client/settings.ts';
import type { Metadata } from '../discover.ts';
import { GRANT_TYPES } from '../grant-types.ts';
import { authenticateClient } from './authenticate-client.ts';
import { defaultClient } from './clients.ts';
import type { AuthorizationOperation, ServerFault } from './faults.ts';
import { findGrant, grantToken } from './grants.ts';
import { OAuthError } from './oauth-error.ts';
import type { AuthorizationRequest, ServerState } from './state.ts';

/** 64 KiB: the parameters of a token request are short. */
const MAX_BODY_BYTES = 65_536;
const MAX_REQUESTS = 1000;

/** A response of an endpoint, and what the list of requests has of it. */
interface Reply {
  readonly status: number;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
  readonly seen?: Pick<AuthorizationRequest, 'clientId' | 'grant' | 'error'>;
}

/** An endpoint: the path below the issuer, and its method. */
interface Endpoint {
  readonly operation: AuthorizationOperation;
  readonly method: 'GET' | 'POST';
  readonly handle: (state: ServerState, request: IncomingMessage) => Reply | Promise<Reply>;
}

const NO_STORE = { 'Cache-Control': 'no-store', Pragma: 'no-cache' };

const METADATA: Endpoint = { operation: 'metadata', method: 'GET', handle: describeServer };

/** The endpoints by their paths below the issuer. */
const ENDPOINTS: Readonly<Record<string, Endpoint>> = {
  '/.well-known/openid-configuration': METADATA,
  '/.well-known/oauth-authorization-server': METADATA,
  '/jwks': {
    operation: 'jwks',
    method: 'GET',
    handle: async ({ issuer }) => ({ status: 200, body: await issuer.keys.publicKeys(issuer.now()) }),
  },
  '/token': { operation: 'token', method: 'POST', handle: respondWithToken },
  '/introspect': { operation: 'introspection', method: 'POST', handle: introspect },
};

/**
 * Handles a request to an endpoint of OAuth (RFC 6749, 7517, 7662, 8414, 8693).
 * @param path below the issuer
 * @returns whether there is such an endpoint
 */
export function handleEndpoint(
  state: ServerState,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): boolean {
  const endpoint = Object.hasOwn(ENDPOINTS, path) ? ENDPOINTS[path] : undefined;
  if (!endpoint) return false;
  const method = request.method === 'HEAD' ? 'GET' : String(request.method);
  const finish = (reply: Reply): void => {
    send(response, reply);
    record(state, { method: String(request.method), endpoint: path, status: reply.status, ...reply.seen });
  };
  if (method !== endpoint.method) {
    finish(toReply(new OAuthError('invalid_request', `Expected ${endpoint.method}.`), 405, { Allow: endpoint.method }));
    return true;
  }
  const fault = state.faults.take(endpoint.operation);
  if (fault?.dropsConnection) {
    response.socket?.resetAndDestroy();
    record(state, { method, endpoint: path, status: 0 });
    return true;
  }
  if (fault) {
    finish(replyWithFault(fault));
    return true;
  }
  Promise.resolve(endpoint.handle(state, request)).then(finish, (error) => finish(replyWithError(error, request)));
  return true;
}

function record({ requests, onRequest, clock }: ServerState, request: Omit<AuthorizationRequest, 'at'>): void {
  const entry = { at: clock.now(), ...request, endpoint: detach(request.endpoint) };
  requests.push(entry);
  if (requests.length > MAX_REQUESTS) requests.shift();
  try {
    onRequest?.(entry);
  } catch {
    // An observer must not end the process; the list has the request all the same.
  }
}

/** Sends JSON, as RFC 6749 requires it also for errors. */
function send(response: ServerResponse, { status, body, headers }: Reply): void {
  if (response.destroyed || response.headersSent) return;
  const text = body === undefined ? '' : JSON.stringify(body);
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(text),
    ...headers,
  });
  response.end(text);
}

function replyWithFault({ status = 503, retryAfterSeconds }: ServerFault): Reply {
  const retry = retryAfterSeconds === undefined ? {} : { 'Retry-After': String(retryAfterSeconds) };
  const body = { error: 'temporarily_unavailable', error_description: 'A fault caused this response.' };
  return { status, body, headers: { ...NO_STORE, ...retry }, seen: { error: 'fault' } };
}

function toReply(error: OAuthError, status: number, headers: Readonly<Record<string, string>> = {}): Reply {
  return {
    status,
    body: { error: error.error, error_description: error.message },
    headers: { ...NO_STORE, ...headers },
    seen: { error: error.error },
  };
}

/** Responds to a rejected request (RFC 6749, section 5.2). An unexpected error is a fault of this server. */
function replyWithError(error: unknown, { headers }: IncomingMessage): Reply {
  if (!(error instanceof OAuthError)) {
    return { status: 500, body: { error: 'server_error' }, headers: NO_STORE, seen: { error: 'server_error' } };
  }
  if (error.error !== 'invalid_client') return toReply(error, 400);
  const usedBasic = headers.authorization !== undefined;
  return toReply(error, 401, usedBasic ? { 'WWW-Authenticate': 'Basic realm="xis-testkit"' } : {});
}

function describeServer({ issuer, registry }: ServerState): Reply {
  const url = issuer.url();
  const { xisAudience = 'xis', spreekuurAudience = 'spreekuur', algorithm = 'RS256' } = issuer.settings;
  const body: Metadata = {
    issuer: url,
    token_endpoint: `${url}/token`,
    jwks_uri: `${url}/jwks`,
    introspection_endpoint: `${url}/introspect`,
    grant_types_supported: Object.values(GRANT_TYPES),
    response_types_supported: [],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: [algorithm],
    token_endpoint_auth_methods_supported: [...CLIENT_AUTHENTICATIONS],
    token_endpoint_auth_signing_alg_values_supported: [...ALGORITHMS],
    introspection_endpoint_auth_methods_supported: [...CLIENT_AUTHENTICATIONS],
    xis_testkit: {
      control: `${url}/__admin`,
      client_id: defaultClient(registry.clients).clientId,
      audience: xisAudience,
      callback_audience: spreekuurAudience,
    },
  };
  return { status: 200, body };
}

async function respondWithToken(state: ServerState, request: IncomingMessage): Promise<Reply> {
  const parameters = await readForm(request);
  const client = await authenticateClient(readBasic(request), parameters, state.registry);
  const { clientId } = client;
  const grant = findGrant(parameters.get('grant_type'));
  const seen = { clientId, ...(grant !== undefined && { grant }) };
  try {
    return { status: 200, body: await grantToken(parameters, client, state.issuer), headers: NO_STORE, seen };
  } catch (error) {
    const reply = replyWithError(error, request);
    return { ...reply, seen: { ...seen, ...reply.seen } };
  }
}

async function introspect(state: ServerState, request: IncomingMessage): Promise<Reply> {
  const parameters = await readForm(request);
  const { clientId } = await authenticateClient(readBasic(request), parameters, state.registry);
  const token = parameters.get('token');
  if (token === null) throw new OAuthError('invalid_request', 'token is missing.');
  const { isActive, claims } = await state.issuer.inspect(token);
  const body = isActive ? { ...claims, active: true, token_type: 'Bearer' } : { active: false };
  return { status: 200, body, headers: NO_STORE, seen: { clientId } };
}

/** @throws OAuthError for several Authorization headers */
function readBasic({ rawHeaders, headers }: IncomingMessage): string | undefined {
  const count = rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'authorization').length;
  if (count > 1) throw new OAuthError('invalid_request', 'Several Authorization headers.');
  return headers.authorization;
}

/**
 * Reads a form (RFC 6749, section 3.2): each parameter once, but for `audience` and `resource` (RFC 8693, section 2.1).
 * @throws OAuthError `invalid_request`
 */
async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  const [type = ''] = (request.headers['content-type'] ?? '').toLowerCase().split(';');
  const body = await new Promise<Buffer | undefined>((resolve) => readBody(request, MAX_BODY_BYTES, resolve));
  if (type.trim() !== 'application/x-www-form-urlencoded') {
    throw new OAuthError('invalid_request', 'Content-Type: expected application/x-www-form-urlencoded.');
  }
  if ((request.headers['content-encoding'] ?? 'identity') !== 'identity') {
    throw new OAuthError('invalid_request', 'Compressed bodies are not supported.');
  }
  if (!body) throw new OAuthError('invalid_request', 'The body is longer than 64 KiB.');
  const parameters = [...new URLSearchParams(body.toString('utf8'))];
  const names = parameters.map(([name]) => name).filter((name) => name !== 'audience' && name !== 'resource');
  if (new Set(names).size < names.length) throw new OAuthError('invalid_request', 'A parameter occurs twice.');
  // Parameters without a value count as missing (RFC 6749, section 3.2).
  return new URLSearchParams(parameters.filter(([, value]) => value !== ''));
}
