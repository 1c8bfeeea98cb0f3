import { createServer, type IncomingMessage, request } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** What a proxy does with a request: forwards it, answers with a status, drops the connection, or never answers. */
export type ProxyBehavior = 'forward' | 'drop' | 'silent' | number;

/** A proxy for tests, on loopback. */
export interface TestProxy extends AsyncDisposable {
  readonly port: number;
  /** `127.0.0.1:port`. */
  readonly host: string;
  /** The requests that it got, as `CONNECT localhost:443` or `GET http://localhost/`. */
  readonly requests: string[];
  /** The values of `Proxy-Authorization`. */
  readonly credentials: (string | undefined)[];
  /** The number of connections that are open. */
  readonly open: number;
}

/**
 * Starts a proxy.
 * @param hosts the host and port of each host name that DNS does not know
 */
export async function startProxy(
  behavior: ProxyBehavior = 'forward',
  hosts: Readonly<Record<string, string>> = {},
): Promise<TestProxy> {
  const requests: string[] = [];
  const credentials: (string | undefined)[] = [];
  const sockets = new Set<Duplex>();
  const record = ({ method, url, headers }: IncomingMessage): void => {
    requests.push(`${method} ${url}`);
    credentials.push(headers['proxy-authorization']);
  };
  const track = (socket: Duplex): void => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
  };
  const server = createServer((incoming, outgoing) => {
    record(incoming);
    if (behavior === 'drop') return incoming.socket.destroy();
    if (behavior === 'silent') return;
    if (behavior !== 'forward')
      return outgoing
        .writeHead(behavior, { Via: '1.1 test-proxy', 'X-Squid-Error': 'ERR_ACCESS_DENIED 0' })
        .end('<html>refused</html>');
    const { method, headers } = incoming;
    const url = new URL(incoming.url ?? '');
    url.host = hosts[url.host] ?? url.host;
    const forwarded = request(url, { method, headers, agent: false }, (response) => {
      outgoing.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(outgoing);
    });
    incoming.pipe(forwarded.on('error', () => outgoing.destroy()));
  });
  server.on('connection', track);
  server.on('connect', (incoming: IncomingMessage, socket: Socket) => {
    record(incoming);
    if (behavior === 'drop') return socket.destroy();
    // Reads on, to see the client close the connection.
    if (behavior === 'silent') return socket.on('end', () => socket.destroy()).resume();
    if (behavior !== 'forward') return socket.end(`HTTP/1.1 ${behavior} Refused\r\nContent-Length: 0\r\n\r\n`);
    const { hostname, port } = new URL(`http://${incoming.url}`);
    const target = connect(Number(port), hostname, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      target.pipe(socket).pipe(target);
    });
    track(target);
    socket.on('close', () => target.destroy());
    target.on('close', () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    host: `127.0.0.1:${port}`,
    requests,
    credentials,
    get open() {
      return sockets.size;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
