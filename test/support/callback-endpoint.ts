import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request that the XIS sent to Spreekuur.nl. */
export interface ReceivedCallback {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of every shape
  readonly body: any;
}

/** What Spreekuur.nl answers: a status, with headers; or nothing ever; or the connection is reset. */
export type ScriptedResponse =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  | 'hang'
  | 'reset';

/** A Spreekuur.nl that does as it is told. */
export interface CallbackEndpoint {
  readonly url: string;
  readonly received: readonly ReceivedCallback[];
  /** What the next requests get, one each; then 201 for POST and 200 for PUT again. */
  respondWith(...behaviors: readonly ScriptedResponse[]): void;
  close(): Promise<void>;
}

export async function startCallbackEndpoint(): Promise<CallbackEndpoint> {
  const received: ReceivedCallback[] = [];
  const behaviors: ScriptedResponse[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      received.push({ method, path: url, headers, body: JSON.parse(Buffer.concat(parts).toString()) });
      const behavior = behaviors.shift() ?? { status: method === 'POST' ? 201 : 200 };
      if (behavior === 'hang') return;
      if (behavior === 'reset') return void request.socket.resetAndDestroy();
      response.writeHead(behavior.status, behavior.headers).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    respondWith: (...next) => void behaviors.push(...next),
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
