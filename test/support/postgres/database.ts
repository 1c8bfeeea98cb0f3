import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';

/** A new database of a test file. */
export interface TestDatabase extends AsyncDisposable {
  readonly url: string;
  /** Runs SQL as the superuser. */
  query<Row extends pg.QueryResultRow>(text: string, values?: readonly unknown[]): Promise<Row[]>;
}

/** Creates a database on the server of the run, or on the one of `XIS_TESTKIT_TEST_POSTGRES`. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = process.env['XIS_TESTKIT_TEST_POSTGRES'] ?? (await startSharedServer());
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await runSql(server, `CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = name;
  return {
    url: url.href,
    query: (text, values) => runSql(url.href, text, values),
    [Symbol.asyncDispose]: async () => void (await runSql(server, `DROP DATABASE ${name} WITH (FORCE)`)),
  };
}

/** Returns the URL of the server that all test files of a run share; the first one starts it. */
async function startSharedServer(): Promise<string> {
  const response = await fetch(inject('postgresStarter'));
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return text;
}

/** Runs SQL on a connection of its own. */
export async function runSql<Row extends pg.QueryResultRow>(
  url: string,
  text: string,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query<Row>(text, [...values])).rows;
  } finally {
    await client.end();
  }
}
