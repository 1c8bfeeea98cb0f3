import { request } from 'node:http';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, type SecureContext } from 'node:tls';
import type { buildConnector } from 'undici';
import type { FindProxy, HttpProxy } from './proxies.ts';
import { ProxyError } from './proxy-error.ts';

/** A host and a port. */
interface Endpoint {
  readonly protocol: string;
  /** Without the brackets of an IPv6 address. */
  readonly hostname: string;
  readonly port: number;
}

/** A connection that is being made, and how far it came. */
interface Attempt {
  /** The origin of the server, such as `https://xis.example:8443`. */
  readonly origin: string;
  readonly proxy: HttpProxy | undefined;
  readonly timeout: AbortSignal;
  stage: 'network' | 'tunnel' | 'tls';
}

/**
 * The connections of a client, also those that are being made, so that all of them can be closed. The HTTP client itself
 * closes only those that have been made.
 */
export class Connections {
  readonly #secureContext: () => SecureContext;
  readonly #timeoutMs: number;
  readonly #sockets = new Set<Socket>();
  readonly #attempts = new Set<Attempt>();

  /**
   * @param secureContext returns what is trusted, and the client certificate
   * @param timeoutMs the time-out of making a connection, in real milliseconds
   */
  constructor(secureContext: () => SecureContext, timeoutMs: number) {
    this.#secureContext = secureContext;
    this.#timeoutMs = timeoutMs;
  }

  /** Returns a function that connects to a server: through the tunnel of its proxy, if any (RFC 9110, section 9.3.6). */
  connectToServer(findProxy: FindProxy): buildConnector.connector {
    return (to, callback) => this.#connect(to, findProxy(toOrigin(to)), callback);
  }

  /** Connects to a proxy for requests that it forwards. */
  readonly connectToProxy: buildConnector.connector = (to, callback) => this.#connect(to, undefined, callback);

  /** Returns why a request has no connection at its time-out; undefined where no connection to its server is being made. */
  explainTimeout(origin: string): Error | undefined {
    const attempt = [...this.#attempts].find((candidate) => candidate.origin === origin);
    return attempt && toTimeoutError(attempt);
  }

  /** Closes every connection at once. */
  destroy(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #connect(to: buildConnector.Options, proxy: HttpProxy | undefined, callback: buildConnector.Callback): void {
    const { protocol, hostname, port } = to;
    const server = { protocol, hostname, port: Number(port) || (protocol === 'https:' ? 443 : 80) };
    const timeout = AbortSignal.timeout(this.#timeoutMs);
    const attempt: Attempt = { origin: toOrigin(to).origin, proxy, timeout, stage: 'network' };
    this.#attempts.add(attempt);
    const connecting = proxy ? this.#connectThrough(proxy, server, attempt) : this.#connectTo(server, attempt);
    void connecting
      .finally(() => this.#attempts.delete(attempt))
      .then(
        (socket) => callback(null, socket),
        (error: Error) => callback(timeout.aborted ? toTimeoutError(attempt) : error, null),
      );
  }

  async #connectTo(server: Endpoint, attempt: Attempt): Promise<Socket> {
    const socket = await this.#openSocket(server, attempt);
    return server.protocol === 'https:' ? this.#secure(socket, server, attempt) : socket;
  }

  async #connectThrough(proxy: HttpProxy, server: Endpoint, attempt: Attempt): Promise<Socket> {
    const { host } = proxy;
    const socket = await this.#connectTo(proxy, attempt).catch((cause: unknown) => {
      throw new ProxyError('proxy-unreachable', { proxy: host, cause });
    });
    attempt.stage = 'tunnel';
    const status = await openTunnel(socket, server, proxy.authorization).catch((cause: unknown) => {
      throw new ProxyError('proxy-dropped', { proxy: host, cause });
    });
    if (status < 200 || status >= 300) {
      socket.destroy();
      throw new ProxyError(status === 407 ? 'proxy-authentication' : 'proxy-refused', { proxy: host, status });
    }
    return this.#secure(socket, server, attempt);
  }

  #openSocket({ hostname, port }: Endpoint, attempt: Attempt): Promise<Socket> {
    const socket = connectTcp({ host: hostname, port, noDelay: true, keepAlive: true });
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    return established(socket, 'connect', attempt.timeout);
  }

  #secure(socket: Socket, { hostname }: Endpoint, attempt: Attempt): Promise<Socket> {
    // The TLS of a proxy is a part of the way to it.
    if (attempt.stage !== 'network' || !attempt.proxy) attempt.stage = 'tls';
    const secured = connectTls({
      socket,
      host: hostname,
      // RFC 6066, section 3: no address.
      servername: isIP(hostname) === 0 ? hostname : '',
      ALPNProtocols: ['http/1.1'],
      secureContext: this.#secureContext(),
    });
    return established(secured, 'secureConnect', attempt.timeout);
  }
}

function toOrigin({ protocol, host, hostname }: buildConnector.Options): URL {
  return new URL(`${protocol}//${host ?? hostname}`);
}

/** Resolves with a socket at an event; rejects when the socket closes before it, which it does at the time-out. */
function established(socket: Socket, event: 'connect' | 'secureConnect', timeout: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const end = (): void => void socket.destroy();
    timeout.addEventListener('abort', end);
    socket.once(event, () => {
      timeout.removeEventListener('abort', end);
      resolve(socket);
    });
    // For the whole life of the socket: nobody else listens until the HTTP client has it.
    socket.on('error', reject);
    socket.once('close', () => {
      timeout.removeEventListener('abort', end);
      reject(Object.assign(new Error('the connection was closed'), { code: 'ECONNRESET' }));
    });
  });
}

/** Sends CONNECT, and returns the status of the response. */
function openTunnel(socket: Socket, { hostname, port }: Endpoint, authorization: string | undefined): Promise<number> {
  const authority = `${isIP(hostname) === 6 ? `[${hostname}]` : hostname}:${port}`;
  return new Promise((resolve, reject) => {
    request({
      method: 'CONNECT',
      path: authority,
      headers: { host: authority, ...(authorization === undefined ? {} : { 'proxy-authorization': authorization }) },
      createConnection: () => socket,
    })
      .on('connect', ({ statusCode = 0 }, _socket, head) => {
        if (head.length > 0) socket.unshift(head);
        resolve(statusCode);
      })
      .on('error', reject)
      .end();
  });
}

function toTimeoutError({ stage, proxy }: Attempt): Error {
  if (proxy && stage !== 'tls') {
    return new ProxyError(stage === 'network' ? 'proxy-unreachable' : 'proxy-dropped', { proxy: proxy.host });
  }
  return stage === 'tls'
    ? Object.assign(new Error('the TLS handshake did not end in time'), { code: 'ERR_TLS_HANDSHAKE_TIMEOUT' })
    : Object.assign(new Error('the connection was not made in time'), { code: 'ETIMEDOUT' });
}
