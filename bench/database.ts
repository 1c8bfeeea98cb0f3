import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { startPostgresServer } from '../test/support/postgres/server.ts';

/** A new database for a benchmark. */
export interface BenchDatabase {
  readonly url: string;
  /** Removes the database, and stops its server if the benchmark has started it. */
  stop(): Promise<void>;
}

/** Creates a database on the server of `XIS_TESTKIT_TEST_POSTGRES`, or on a server of its own whose commits wait for the disk. */
export async function createDatabase(): Promise<BenchDatabase> {
  const external = process.env['XIS_TESTKIT_TEST_POSTGRES'];
  if (external === undefined) {
    const server = await startPostgresServer({ fsync: true });
    return { url: server.url('postgres'), stop: async () => server[Symbol.asyncDispose]() };
  }
  const name = `bench_${randomUUID().replaceAll('-', '')}`;
  await runSql(external, `CREATE DATABASE ${name}`);
  const url = new URL(external);
  url.pathname = name;
  return { url: url.href, stop: async () => runSql(external, `DROP DATABASE ${name} WITH (FORCE)`) };
}

async function runSql(url: string, text: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}
