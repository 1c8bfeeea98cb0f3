import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A response as it came over a connection. */
export interface RawResponse {
  readonly status: number;
  readonly reason: string;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** Opens a connection to a port of this machine. It does not close when the server does. */
export async function openConnection(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  // The server may reset it.
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

/** Returns all that comes over a connection, until the server ends or resets it. */
export async function readToEnd(socket: Socket): Promise<string> {
  const parts: Buffer[] = [];
  socket.on('data', (part: Buffer) => parts.push(part));
  await new Promise<void>((resolve) => socket.once('end', resolve).once('close', () => resolve()));
  socket.destroy();
  return Buffer.concat(parts).toString();
}

/** Sends bytes that need not be HTTP, and returns all that comes until the server ends the connection. */
export async function sendRaw(port: number, bytes: string | Buffer): Promise<string> {
  const socket = await openConnection(port);
  socket.write(bytes);
  return readToEnd(socket);
}

/** Sends bytes that need not be HTTP, and returns the last response on the connection. */
export async function requestRaw(port: number, bytes: string | Buffer): Promise<RawResponse> {
  const received = await sendRaw(port, bytes);
  const last = received.slice(received.lastIndexOf('HTTP/1.1 '));
  const [head = '', body = ''] = last.split('\r\n\r\n');
  const [line = '', ...lines] = head.split('\r\n');
  const [, status, reason = ''] = /^HTTP\/1\.1 (\d{3}) (.*)$/.exec(line) ?? [];
  const headers = new Map(
    lines.map((header) => [header.split(': ')[0]?.toLowerCase() ?? '', header.split(': ')[1] ?? '']),
  );
  return { status: Number(status), reason, headers, body };
}
