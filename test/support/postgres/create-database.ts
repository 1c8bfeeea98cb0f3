import { randomUUID } from 'node:crypto';
import pg from 'pg';

/** A new database on a server. */
export interface Database extends AsyncDisposable {
  readonly url: string;
}

/**
 * Creates a database, which is removed with its connections in the end.
 * @param server the URL of the server, for a user who may create databases
 */
export async function createDatabase(server: string): Promise<Database> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await runSql(server, `CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = name;
  return {
    url: url.href,
    [Symbol.asyncDispose]: async () => void (await runSql(server, `DROP DATABASE ${name} WITH (FORCE)`)),
  };
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
