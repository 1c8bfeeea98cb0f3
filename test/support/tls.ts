import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';

/** Returns the path of a certificate or key of fixtures/test/tls. */
export function tlsFile(name: string): string {
  return new URL(`../../fixtures/test/tls/${name}`, import.meta.url).pathname;
}

export function readPem(name: string): string {
  return readFileSync(tlsFile(name), 'utf8');
}

/** A server for tests, on loopback. */
export interface TestServer extends AsyncDisposable {
  /** Of the host that its certificate names. */
  readonly url: string;
  /** The client of each request: `known` for one with a certificate of the authority, `stranger` for any other. */
  readonly clients: readonly ('known' | 'stranger')[];
}

/** Starts a server with a certificate of the authority in ca.pem. It returns what it knows of the client. */
export async function startTlsServer(): Promise<TestServer> {
  const clients: ('known' | 'stranger')[] = [];
  const server = createServer(
    {
      cert: readPem('server.pem'),
      key: readPem('server.key'),
      ca: readPem('ca.pem'),
      requestCert: true,
      rejectUnauthorized: false,
    },
    (request, response) => {
      const client = (request.socket as TLSSocket).authorized ? 'known' : 'stranger';
      clients.push(client);
      response.end(client);
    },
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    clients,
    url: `https://localhost:${(server.address() as AddressInfo).port}/`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
