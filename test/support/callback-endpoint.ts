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

/** The reaction to a callback: a response, no response, or a connection reset. */
export type ScriptedCallbackResponse =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  | 'hang'
  | 'reset';

/** The callback endpoint of Spreekuur.nl, with scripted responses. */
export interface CallbackEndpoint {
  readonly url: string;
  readonly received: readonly ReceivedCallback[];
  /** Sets the responses to the next callbacks, one for each. The default is 201 for POST and 200 for PUT. */
  respondWith(...responses: readonly ScriptedCallbackResponse[]): void;
  close(): Promise<void>;
}

export async function startCallbackEndpoint(): Promise<CallbackEndpoint> {
  const received: ReceivedCallback[] = [];
  const scripted: ScriptedCallbackResponse[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      received.push({
        method,
        path: url,
        headers,
        body: parts.length === 0 ? undefined : JSON.parse(Buffer.concat(parts).toString()),
      });
      const reaction = scripted.shift() ?? { status: method === 'POST' ? 201 : 200 };
      if (reaction === 'hang') return;
      if (reaction === 'reset') return void request.socket.resetAndDestroy();
      response.writeHead(reaction.status, reaction.headers).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    respondWith: (...next) => void scripted.push(...next),
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
