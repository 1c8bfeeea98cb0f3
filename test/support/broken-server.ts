import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

const HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: application/fhir+json\r\n';

/** Ways in which a server does not answer, by name. `silent` before TLS is a handshake that never ends. */
const REACTIONS = {
  silent: () => {},
  drop: (socket: Socket) => void socket.destroy(),
  'half a body': (socket: Socket) => void socket.write(`${HEAD}Content-Length: 100\r\n\r\n{"resourceType":`),
  'headers for ever': (socket: Socket) => writeForEver(socket, `X-Filler: ${'x'.repeat(1000)}\r\n`),
} satisfies Readonly<Record<string, (socket: Socket) => void>>;

export type Breakage = keyof typeof REACTIONS;

/** A server that does not answer as HTTP wants it. */
export interface BrokenServer extends AsyncDisposable {
  readonly port: number;
  /** The number of connections that it has got. */
  readonly accepted: number;
  /** The number of connections that are open. */
  readonly open: number;
}

/** Starts a server that reacts to the first bytes of every connection in a broken way. */
export async function startBrokenServer(breakage: Breakage): Promise<BrokenServer> {
  const sockets = new Set<Socket>();
  let accepted = 0;
  const server: Server = createServer((socket) => {
    accepted++;
    sockets.add(socket);
    socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
    socket.once('data', () => REACTIONS[breakage](socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    get accepted() {
      return accepted;
    },
    get open() {
      return sockets.size;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Writes a response whose headers never end, as fast as its reader takes them. */
function writeForEver(socket: Socket, line: string): void {
  socket.write(HEAD);
  const write = (): void => {
    while (!socket.destroyed && socket.write(line));
  };
  socket.on('drain', write);
  write();
}
