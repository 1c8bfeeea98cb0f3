import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestProject } from 'vitest/node';
import { type PostgresServer, startPostgresServer } from './server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A URL that returns the address of the run's PostgreSQL server, and starts it for the first request. */
    postgresStarter: string;
  }
}

/**
 * Offers one PostgreSQL server to all test files of a run. The first file that needs it waits for its start; a run without
 * such a file starts no server.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  let started: Promise<PostgresServer> | undefined;
  const starter = createServer((_, response) => {
    started ??= startPostgresServer();
    started.then(
      (server) => response.end(server.url('postgres')),
      (error: Error) => response.writeHead(500).end(error.message),
    );
  });
  await new Promise<void>((resolve) => starter.listen(0, '127.0.0.1', resolve));
  project.provide('postgresStarter', `http://127.0.0.1:${(starter.address() as AddressInfo).port}/`);
  return async () => {
    starter.closeAllConnections();
    await new Promise((resolve) => starter.close(resolve));
    await started?.then((server) => server[Symbol.asyncDispose]()).catch(() => {});
  };
}
