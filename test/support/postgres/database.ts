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

/** The databases of this worker that no test uses. They end with the server of the run. */
const unused: TestDatabase[] = [];

/** Returns a database without the schema of a store, perhaps one of an earlier test: to create one takes ten times as long. */
export async function takeTestDatabase(): Promise<TestDatabase> {
  if (process.env['TEST_POSTGRES'] !== undefined) return createTestDatabase();
  const database = unused.pop() ?? (await createTestDatabase());
  return {
    ...database,
    async [Symbol.asyncDispose]() {
      await database.query(
        'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
      );
      await database.query('DROP SCHEMA IF EXISTS xis_testkit CASCADE');
      unused.push(database);
    },
  };
}

/** Returns the URL of the server that all test files of a run share; the first one starts it. */
async function startSharedServer(): Promise<string> {
  const response = await fetch(inject('postgresStarter'));
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return text;
}
