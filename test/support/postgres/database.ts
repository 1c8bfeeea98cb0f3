import type pg from 'pg';
import { inject } from 'vitest';
import { createDatabase, type Database, runSql } from './create-database.ts';

/** A new database of a test file. */
export interface TestDatabase extends Database {
  /** Runs SQL as the superuser. */
  query<Row extends pg.QueryResultRow>(text: string, values?: readonly unknown[]): Promise<Row[]>;
}

/** Creates a database on the server of the run, or on the one of `TEST_POSTGRES`. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const database = await createDatabase(process.env['TEST_POSTGRES'] ?? (await startSharedServer()));
  return { ...database, query: (text, values) => runSql(database.url, text, values) };
}

/** Returns the URL of the server that all test files of a run share; the first one starts it. */
async function startSharedServer(): Promise<string> {
  const response = await fetch(inject('postgresStarter'));
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return text;
}
