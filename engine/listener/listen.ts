import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type Router } from 'express';

/** An HTTP server for callbacks. */
export interface Listener {
  /** The base URL that the XIS sends callbacks to. */
  readonly url: string;
  close(): Promise<void>;
}

/** Starts an HTTP server for callbacks. */
export async function listen(
  router: Router,
  { port, host = '127.0.0.1' }: { readonly port: number; readonly host?: string },
): Promise<Listener> {
  const app = express();
  app.disable('x-powered-by');
  app.use(router);
  const server = createServer(app);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const isLocal = host === '0.0.0.0' || host === '::' || host.startsWith('127.');
  const name = isLocal ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return {
    url: `http://${name}:${(server.address() as AddressInfo).port}`,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}
