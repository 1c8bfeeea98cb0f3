import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** A callback of the XIS. */
interface Callback {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly body: unknown;
}

/** A small page in the place of Spreekuur.nl, whose back end keeps the callbacks. */
export interface Spreekuur {
  readonly url: string;
  readonly callbacks: readonly Callback[];
  close(): void;
}

/** Serves the page on a free port. */
export async function startSpreekuur(file: string): Promise<Spreekuur> {
  const callbacks: Callback[] = [];
  const server = createServer(async (request, response) => {
    const { method, url: path } = request;
    if (method === 'GET') {
      response.setHeader('Content-Type', 'text/html').end(await readFile(file));
      return;
    }
    callbacks.push({ method, path, body: await json(request) });
    response.writeHead(method === 'POST' ? 201 : 200).end();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    callbacks,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
