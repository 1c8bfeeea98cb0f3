import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import pg from 'pg';

/** The bytes that a client sends to commit; without its end, it would be a part of `READ COMMITTED` as well. */
export const COMMIT = 'COMMIT\0';

/** A TCP proxy before a database server, which breaks its connections. */
export interface DatabaseProxy extends AsyncDisposable {
  /** The URL of the database through the proxy. */
  readonly url: string;
  /** The number of times that a client has sent something after the server has. */
  readonly roundTrips: number;
  /** The number of connections that are open. */
  readonly open: number;
  /** Cuts every connection. */
  cut(): void;
  /** Cuts new connections at once, until `resume`. */
  refuse(): void;
  /** Passes on nothing that clients send, until `resume`. */
  freeze(): void;
  resume(): void;
  /**
   * Cuts the next connection on which a client sends a text.
   * @param when `before`: the server does not get it; `after`: the client does not get the response, which begins with the
   *   text of the command, as that of `BEGIN` does
   */
  cutAt(text: string, when: 'before' | 'after'): void;
}

/** Starts a proxy before the server of a URL. */
export async function startDatabaseProxy(target: string): Promise<DatabaseProxy> {
  const { host, port } = new pg.Client(target);
  const sockets = new Set<Socket>();
  let roundTrips = 0;
  let isRefusing = false;
  let isFrozen = false;
  let trap: { readonly text: string; readonly when: 'before' | 'after' } | undefined;

  const server = createServer((client) => {
    if (isRefusing) return client.destroy();
    const upstream = host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host);
    sockets.add(client);
    let isTurnOfClient = true;
    let awaited = '';
    /** The response of the server since the connection counts as cut. */
    let withheld: string | undefined;
    client.on('data', (chunk) => {
      if (isFrozen) return;
      if (isTurnOfClient) roundTrips++;
      isTurnOfClient = false;
      const sprung = trap && chunk.includes(trap.text) ? trap : undefined;
      if (!sprung) return upstream.write(chunk);
      trap = undefined;
      if (sprung.when === 'before') return client.destroy();
      withheld = '';
      awaited = sprung.text;
      return upstream.write(chunk);
    });
    upstream.on('data', (chunk) => {
      isTurnOfClient = true;
      if (withheld === undefined) return client.write(chunk);
      // The server has done its work when it repeats the command, and the client does not learn of it.
      withheld += chunk.toString('latin1');
      if (withheld.includes(awaited)) client.destroy();
    });
    for (const [socket, peer] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      socket.on('error', () => peer.destroy()).on('close', () => peer.destroy());
    }
    client.on('close', () => sockets.delete(client));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  const url = new URL(target);
  url.search = '';
  url.hostname = '127.0.0.1';
  url.port = String((server.address() as AddressInfo).port);
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: url.href,
    get roundTrips() {
      return roundTrips;
    },
    get open() {
      return sockets.size;
    },
    cut,
    refuse() {
      isRefusing = true;
      cut();
    },
    resume() {
      isRefusing = false;
      isFrozen = false;
    },
    freeze() {
      isFrozen = true;
    },
    cutAt(text, when) {
      trap = { text, when };
    },
    async [Symbol.asyncDispose]() {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
