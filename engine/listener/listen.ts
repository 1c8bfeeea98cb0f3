import express, { type Router } from 'express';
import { createHttpServer } from '../../fhir/http/http-server.ts';

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
  const server = createHttpServer(app);
  const boundPort = await server.listen(port, host);
  const isLocal = host === '0.0.0.0' || host === '::' || host.startsWith('127.');
  const name = isLocal ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return {
    url: `http://${name}:${boundPort}`,
    close: () => server.close(),
  };
}
