import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A network between a browser and a simulator, which breaks. */
export interface Relay extends AsyncDisposable {
  readonly url: string;
  /** Cuts every connection, and new ones until `mend`. */
  cut(): void;
  mend(): void;
}

/** Starts a relay to a port of this machine. */
export async function startRelay(port: number): Promise<Relay> {
  const sockets = new Set<Socket>();
  let isCut = false;
  const server = createServer((client) => {
    if (isCut) return client.destroy();
    const upstream = connect(port, 'localhost');
    for (const [socket, peer] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => peer.destroy()).on('close', () => peer.destroy() && sockets.delete(socket));
      socket.pipe(peer);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const destroyAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    cut() {
      isCut = true;
      destroyAll();
    },
    mend() {
      isCut = false;
    },
    async [Symbol.asyncDispose]() {
      destroyAll();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
