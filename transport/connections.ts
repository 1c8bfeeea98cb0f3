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
  /** Host and port of the proxy. */
  readonly proxy: string | undefined;
  stage: 'network' | 'tunnel' | 'tls';
  socket?: Socket;
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
    return (to, callback) => {
      const proxy = findProxy(toOrigin(to));
      this.#connect(to, proxy?.host, callback, (attempt) =>
        proxy ? this.#connectThrough(proxy, toEndpoint(to), attempt) : this.#open(toEndpoint(to), attempt),
      );
    };
  }

  /** Connects to a proxy that forwards requests. */
  readonly connectToProxy: buildConnector.connector = (to, callback) => {
    const proxy = toEndpoint(to);
    const host = `${toOrigin(to).hostname}:${proxy.port}`;
    this.#connect(to, host, callback, (attempt) => this.#openProxy({ ...proxy, host }, attempt));
  };

  /** Returns why a request has no connection at its time-out; undefined where no connection to its server is being made. */
  explainTimeout(origin: string): Error | undefined {
    const attempt = [...this.#attempts].find((candidate) => candidate.origin === origin);
    return attempt && toTimeoutError(attempt);
  }

  /** Closes every connection at once. */
  destroy(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #connect(
    to: buildConnector.Options,
    proxy: string | undefined,
    callback: buildConnector.Callback,
    connect: (attempt: Attempt) => Promise<Socket>,
  ): void {
    const timeout = AbortSignal.timeout(this.#timeoutMs);
    const attempt: Attempt = { origin: toOrigin(to).origin, proxy, stage: 'network' };
    this.#attempts.add(attempt);
    const end = (): void => void attempt.socket?.destroy();
    timeout.addEventListener('abort', end);
    void connect(attempt)
      .finally(() => {
        this.#attempts.delete(attempt);
        timeout.removeEventListener('abort', end);
      })
      .then(
        (socket) => callback(null, socket),
        (error: Error) => callback(timeout.aborted ? toTimeoutError(attempt) : error, null),
      );
  }

  async #open(server: Endpoint, attempt: Attempt): Promise<Socket> {
    const socket = await this.#openSocket(server, attempt);
    return server.protocol === 'https:' ? this.#secure(socket, server, attempt) : socket;
  }

  #openProxy(proxy: Endpoint & Pick<HttpProxy, 'host'>, attempt: Attempt): Promise<Socket> {
    return this.#open(proxy, attempt).catch((cause: unknown) => {
      throw new ProxyError('proxy-unreachable', { proxy: proxy.host, cause });
    });
  }

  async #connectThrough(proxy: HttpProxy, server: Endpoint, attempt: Attempt): Promise<Socket> {
    const { host } = proxy;
    const socket = await this.#openProxy(proxy, attempt);
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
    attempt.socket = socket;
    return established(socket, 'connect');
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
    return established(secured, 'secureConnect');
  }
}

function toOrigin({ protocol, host, hostname }: buildConnector.Options): URL {
  return new URL(`${protocol}//${host ?? hostname}`);
}

function toEndpoint({ protocol, hostname, port }: buildConnector.Options): Endpoint {
  return { protocol, hostname, port: Number(port) || (protocol === 'https:' ? 443 : 80) };
}

/** Resolves with a socket at an event; rejects when the socket closes before it. */
function established(socket: Socket, event: 'connect' | 'secureConnect'): Promise<Socket> {
  return new Promise((resolve, reject) => {
    socket.once(event, () => resolve(socket));
    // For the whole life of the socket: until the HTTP client has it, there is no other listener.
    socket.on('error', reject);
    socket.once('close', () => reject(Object.assign(new Error('the connection was closed'), { code: 'ECONNRESET' })));
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
    return new ProxyError(stage === 'network' ? 'proxy-unreachable' : 'proxy-dropped', { proxy });
  }
  return stage === 'tls'
    ? Object.assign(new Error('the TLS handshake did not end in time'), { code: 'ERR_TLS_HANDSHAKE_TIMEOUT' })
    : Object.assign(new Error('the connection was not made in time'), { code: 'ETIMEDOUT' });
}
