import { createDatabase, type Database } from '../test/support/postgres/create-database.ts';
import { startPostgresServer } from '../test/support/postgres/server.ts';

/** Creates a database on the server of `TEST_POSTGRES`, or on a server of its own whose commits wait for the disk. */
export async function createBenchDatabase(): Promise<Database> {
  const external = process.env['TEST_POSTGRES'];
  if (external !== undefined) return createDatabase(external);
  const server = await startPostgresServer({ fsync: true });
  return { url: server.url('postgres'), [Symbol.asyncDispose]: async () => server[Symbol.asyncDispose]() };
}
