import pg from 'pg';
import { StoreError } from '../store-error.ts';
import { BEGIN, type ConnectionSettings, describeFailure, isOfServer } from './connection.ts';

/**
 * The versions of the tables, oldest first; a version that was released never changes.
 *
 * `entries` has those after `tail`, without gaps to `head`. `snapshots` has the last whole entry of an organization, with
 * number `snapshot`; `appended_bytes` is the size of the entries after it. `turn` is drawn for
 * each append: it identifies an entry in other copies of the database. The text of an entry is not `jsonb`: no query
 * reads it, and `jsonb` rejects the character U+0000. Times are milliseconds since 1970.
 */
const MIGRATIONS: readonly string[] = [
  `CREATE TABLE xis_testkit.organizations (
     id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     agb text NOT NULL UNIQUE,
     head bigint NOT NULL,
     tail bigint NOT NULL,
     snapshot bigint NOT NULL,
     snapshot_bytes bigint NOT NULL,
     appended_bytes bigint NOT NULL,
     due_at bigint,
     reaches_others boolean NOT NULL,
     used_at bigint NOT NULL
   ) WITH (fillfactor = 50);
   CREATE INDEX organizations_due ON xis_testkit.organizations (due_at) WHERE due_at IS NOT NULL;
   CREATE TABLE xis_testkit.entries (
     organization bigint NOT NULL REFERENCES xis_testkit.organizations ON DELETE CASCADE,
     sequence bigint NOT NULL,
     turn uuid NOT NULL,
     json text NOT NULL,
     PRIMARY KEY (organization, sequence)
   );
   CREATE TABLE xis_testkit.snapshots (
     organization bigint PRIMARY KEY REFERENCES xis_testkit.organizations ON DELETE CASCADE,
     json text NOT NULL
   );`,
];

/** The key of the advisory lock of migrations: "xis-test" in ASCII. */
const LOCK = '8676301478393439092';

/**
 * Brings the tables of a database to the version of this process, in one transaction. Processes that start at the same
 * time wait for one another.
 * @throws StoreError when the database cannot be reached or used, or its tables have a newer version
 */
export async function migrate({ config, description }: ConnectionSettings): Promise<void> {
  const client = new pg.Client(config);
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query(BEGIN);
    await client.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
    const version = await readVersion(client);
    if (version > MIGRATIONS.length) throw new StoreError(explainNewer(description, version));
    for (const [index, migration] of MIGRATIONS.entries()) {
      if (index < version) continue;
      await client.query(migration);
      await client.query('INSERT INTO xis_testkit.migrations (version) VALUES ($1)', [index + 1]);
    }
    await client.query('COMMIT');
  } catch (error) {
    throw error instanceof StoreError ? error : new StoreError(explain(description, error));
  } finally {
    await client.end().catch(() => {});
  }
}

/** Returns the version of the tables; creates the table of versions when the database is new. */
async function readVersion(client: pg.Client): Promise<number> {
  const schema = await client.query(
    "SELECT to_regnamespace('xis_testkit') IS NOT NULL AS has_schema, to_regclass('xis_testkit.migrations') IS NOT NULL AS has_table",
  );
  // Creating a schema needs a permission, even if it exists.
  if (!schema.rows[0].has_schema) await client.query('CREATE SCHEMA xis_testkit');
  if (!schema.rows[0].has_table)
    await client.query(
      'CREATE TABLE xis_testkit.migrations (version integer PRIMARY KEY, at timestamptz NOT NULL DEFAULT now())',
    );
  const versions = await client.query('SELECT coalesce(max(version), 0) AS version FROM xis_testkit.migrations');
  return versions.rows[0].version;
}

function explainNewer(description: string, version: number): string {
  return `The store ${description} is of a newer version of xis-testkit: expected tables of version ${MIGRATIONS.length} at most, got ${version}. Use the newer version, or another database.`;
}

/** The remedy for an error of the server, by SQLSTATE. */
const REMEDIES: Readonly<Record<string, string>> = {
  '28P01': 'Check the user, and the password in the URL or in PGPASSWORD.',
  '28000': 'Check the user, and pg_hba.conf of the server.',
  '3D000': 'Create the database, or check its name.',
  '42501': 'Grant the user CREATE on the database, or make it the owner of the schema xis_testkit.',
  '25006': 'Use a server that accepts writes, not a replica.',
  '08P01': 'Connect to the server itself, and not to a pooler such as PgBouncer.',
  '57P03': 'Wait until the server is ready.',
};

/** The same of the client, which has no codes, by its texts. */
const CLIENT_REMEDIES: readonly (readonly [RegExp, string])[] = [
  [
    /password must be a (?:non-empty )?string/,
    'The server requires a password: set PGPASSWORD, or write it into the URL.',
  ],
  [/does not support SSL/, 'Turn TLS on at the server, or leave sslmode out of the URL.'],
];

function explain(description: string, error: unknown): string {
  const remedy =
    (isOfServer(error) && REMEDIES[error.code ?? '']) ||
    CLIENT_REMEDIES.find(([text]) => text.test(describeFailure(error)))?.[1] ||
    'Check the host and the port, and whether the server runs.';
  return `The store ${description} cannot be used: ${describeFailure(error)}. ${remedy}`;
}
