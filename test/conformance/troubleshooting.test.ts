import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttp2Server, type Http2Session } from 'node:http2';
import { createServer as createHttpsServer, type ServerOptions } from 'node:https';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import { type CheckOptions, checkXis, realSystem, TargetError } from '../../conformance/index.ts';
import { createTokenSource, findTestServer, type TokenSourceOptions } from '../../oauth/index.ts';
import { createHttpClient } from '../../transport/http-client.ts';
import { adviceOn, PROBLEMS, type ProblemCode } from '../../transport/problems.ts';
import { readTlsIdentity } from '../../transport/tls-identity.ts';
import { type ProxyBehavior, startProxy } from '../support/proxy.ts';
import { type ScriptedResponse, startScriptedXis } from '../support/scripted-xis.ts';
import { readPem, tlsFile } from '../support/tls.ts';

/** A XIS that cannot be reached as it should, and what its check uses. */
interface Situation extends Partial<CheckOptions> {
  readonly baseUrl: string;
}

const cleanups: (() => unknown)[] = [];
afterAll(async () => {
  for (const cleanUp of cleanups.reverse()) await cleanUp();
});

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => new Promise((resolve) => server.close(resolve)));
  return (server.address() as AddressInfo).port;
}

/** A XIS that answers every request alike. */
async function scripted(...scripts: readonly ScriptedResponse[]): Promise<Situation> {
  const xis = await startScriptedXis();
  cleanups.push(() => xis.close());
  xis.respondWith(...scripts);
  return { baseUrl: xis.url };
}

const html = (status: number, headers: Readonly<Record<string, string>> = {}, body = '<h1>canary</h1>') =>
  scripted({ status, headers: { 'Content-Type': 'text/html', ...headers }, body });

/** A server that writes bytes in the place of HTTP. */
async function raw(bytes: Buffer | string): Promise<Situation> {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy()).once('data', () => socket.end(bytes));
  });
  return { baseUrl: `http://127.0.0.1:${await listen(server)}/fhir` };
}

/** A TLS server, and a client that trusts these authorities. */
async function tls(options: ServerOptions, ca?: string, host = 'localhost'): Promise<Situation> {
  const server = createHttpsServer({ cert: readPem('server.pem'), key: readPem('server.key'), ...options });
  cleanups.push(() => server.closeAllConnections());
  const port = await listen(server);
  return { baseUrl: `https://${host}:${port}/fhir`, ...(await client({}, ca)) };
}

/** A client with an environment and authorities of its own. */
async function client(environment: Readonly<Record<string, string>>, ca?: string): Promise<Partial<CheckOptions>> {
  const identity = await readTlsIdentity(ca === undefined ? {} : { ca: tlsFile(ca) }, {}, (file) => file);
  const { close, ...network } = createHttpClient({ environment, tls: identity, timeoutMs: 10_000 });
  cleanups.push(close);
  return { system: { ...realSystem, ...network } };
}

async function proxied(behavior: ProxyBehavior): Promise<Situation> {
  const proxy = await startProxy(behavior);
  cleanups.push(() => proxy[Symbol.asyncDispose]());
  return { baseUrl: 'https://xis.example/fhir', ...(await client({ https_proxy: `http://${proxy.host}` })) };
}

/** A network whose connections fail in a way that loopback cannot show. */
function failing(code: string): Situation {
  const cause = Object.assign(new Error(), { code });
  const system = { ...realSystem, fetch: () => Promise.reject(new TypeError('fetch failed', { cause })) };
  return { baseUrl: 'http://xis.example/fhir', system };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A server of HTTP/2 over TCP. */
async function http2(): Promise<Situation> {
  const sessions = new Set<Http2Session>();
  const server = createHttp2Server().on('session', (session) => {
    sessions.add(session);
    session.on('error', () => session.destroy());
  });
  cleanups.push(() => {
    for (const session of sessions) session.destroy();
  });
  return { baseUrl: `http://127.0.0.1:${await listen(server)}/fhir` };
}

/** A XIS, and a token source whose requests fail. */
async function withToken(options: TokenSourceOptions): Promise<Situation> {
  const token = createTokenSource({ clientId: 'canary', clientSecret: 'canary', ...options });
  return { ...(await scripted({ body: {} })), token };
}

async function withTokenEndpoint(status: number, error: string): Promise<Situation> {
  const { baseUrl } = await scripted({ status, body: { error, error_description: 'canary' } });
  return withToken({ tokenUrl: baseUrl });
}

/** Starts an authorization server of xis-testkit whose control interface is closed; returns its issuer. */
async function startClosedControl(): Promise<string> {
  const server = createHttpServer(({ url = '' }, response) => {
    const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const names = { client_id: 'x', audience: 'x', callback_audience: 'x' };
    response.writeHead(url.startsWith('/__admin') ? 401 : 200, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify({ issuer, xis_testkit: { control: `${issuer}/__admin`, ...names } }));
  });
  return `http://127.0.0.1:${await listen(server)}`;
}

const LOGIN_FORM = '<form action="/login"><input name="password" type="password"></form>';
const XML = '<?xml version="1.0"?><ValueSet xmlns="http://hl7.org/fhir"><status value="active"/></ValueSet>';

/**
 * Each row of docs/reference/troubleshooting.md: a network that does what it says. Two of them come after requests that were
 * accepted: see transport-faults.test.ts.
 */
const ROWS: Readonly<
  Record<Exclude<ProblemCode, 'token-expired' | 'gateway-refused'>, () => Situation | Promise<Situation>>
> = {
  'name-not-resolved': () => failing('ENOTFOUND'),
  'connection-refused': async () => ({ baseUrl: `http://127.0.0.1:${await freePort()}/fhir` }),
  unreachable: () => failing('EHOSTUNREACH'),
  'bad-port': () => ({ baseUrl: 'http://127.0.0.1:6000/fhir' }),
  'tls-unknown-ca': () => tls({}),
  'tls-expired': () => tls({ cert: readPem('expired.pem') }, 'expired.pem'),
  'tls-host-name': () => tls({ cert: readPem('other-host.pem') }, 'other-host.pem'),
  // A server of Node.js closes the connection without this alert of OpenSSL.
  'tls-client-certificate': () => failing('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED'),
  'https-on-http-port': async () => {
    const { baseUrl } = await scripted({ body: {} });
    return { baseUrl: baseUrl.replace('http:', 'https:') };
  },
  // What OpenSSL answers to a request without TLS: the alert `unexpected message`.
  'http-on-https-port': () => raw(Buffer.from([21, 3, 1, 0, 2, 2, 10])),
  'http2-only': http2,
  tls: () => tls({ minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' }, 'ca.pem'),
  'proxy-unreachable': async () => ({
    baseUrl: 'https://xis.example/fhir',
    ...(await client({ https_proxy: `http://127.0.0.1:${await freePort()}` })),
  }),
  'proxy-refused': () => proxied(403),
  'proxy-authentication': () => proxied(407),
  'proxy-dropped': () => proxied('drop'),
  dropped: () => scripted('reset'),
  truncated: () =>
    scripted((request, response) => {
      response.writeHead(200, { 'Content-Length': '1000' });
      response.write('{', () => request.socket.resetAndDestroy());
    }),
  timeout: async () => ({ ...(await scripted('hang')), timeoutMs: 50 }),
  'no-http': () => raw('220 mail.example ESMTP\r\n'),
  'too-long': async () => ({ ...(await scripted({ body: 'x'.repeat(2000) })), maxBytes: 1000 }),
  'too-complex': () => scripted({ body: '['.repeat(1000) }),
  'no-token': async () => ({ ...(await scripted({ body: {} })), token: () => Promise.reject(new Error('canary')) }),
  'token-server-unreachable': async () => withToken({ tokenUrl: `http://127.0.0.1:${await freePort()}/token` }),
  'token-metadata': async () => withToken({ issuer: (await html(404)).baseUrl }),
  'token-client-refused': () => withTokenEndpoint(401, 'invalid_client'),
  'token-target-refused': () => withTokenEndpoint(400, 'invalid_target'),
  'token-scope-refused': () => withTokenEndpoint(400, 'invalid_scope'),
  'token-refused': () => withTokenEndpoint(400, 'invalid_grant'),
  'token-login-refused': async () => {
    const issuer = await startClosedControl();
    const token = async () => (await findTestServer(issuer))?.login('999900109') ?? '';
    return { ...(await scripted({ body: {} })), token };
  },
  throttled: () => html(429, { 'Retry-After': '3600' }),
  unavailable: () => html(503, { 'Retry-After': '3600' }),
  'not-authenticated': () => html(401),
  'basic-wanted': () => html(401, { 'WWW-Authenticate': 'Basic realm="canary"' }),
  'organization-refused': () => scripted({ status: 403, body: { resourceType: 'OperationOutcome', issue: [] } }),
  'redirect-login': () => html(302, { Location: 'https://login.example/oauth2/authorize?canary' }),
  'redirect-https': () =>
    scripted(({ url, headers }, response) => {
      response.writeHead(308, { Location: `https://${headers.host}${url}` }).end();
    }),
  'redirect-slash': () =>
    scripted(({ url = '' }, response) => {
      const [path = '', query = ''] = url.split('?');
      response.writeHead(301, { Location: `${path}/?${query}` }).end();
    }),
  'redirect-host': () => html(307, { Location: 'http://other.example/fhir' }),
  redirect: () => scripted(({ url }, response) => void response.writeHead(302, { Location: url }).end()),
  'login-page': () => html(200, {}, LOGIN_FORM),
  xml: () => scripted({ headers: { 'Content-Type': 'application/fhir+xml' }, body: XML }),
  'wrong-base-path': () => html(404),
  'not-a-xis': () => html(200),
  'server-error': () => html(500),
};

describe('what the network does, and what is said of it', () => {
  it.each(Object.entries(ROWS) as [ProblemCode, () => Promise<Situation>][])('%s', async (code, situation) => {
    const options = { organization: '01000001', ...(await situation()) };
    const ended: unknown = await checkXis(options).catch((error: unknown) => error);
    if (!(ended instanceof TargetError)) throw new Error(`expected a TargetError, got ${String(ended)}`);
    const { note } = ended;
    expect(note.code, note.seen).toBe(code);
    const [beginning = ''] = PROBLEMS[code].text.split(' (');
    const isProxys = code.startsWith('proxy-');
    expect(note.seen).toMatch(isProxys ? /the proxy 127\.0\.0\.1:\d+ / : beginning);
    expect(note.advice).toBe(adviceOn(code, (option) => option));
    expect(JSON.stringify(note)).not.toContain('canary');
  });
});
