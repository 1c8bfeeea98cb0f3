import { type AddressInfo, createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import { startBrokenServer } from '../../../test/support/broken-server.ts';
import { createTestDatabase } from '../../../test/support/postgres/database.ts';
import { openTestStore } from '../../../test/support/postgres/test-process.ts';
import { StoreError } from '../store-error.ts';

/** Returns the error of a store that cannot be opened, and checks that it has no password. */
async function failureOf(url: string): Promise<StoreError> {
  const failure = await openTestStore(url).then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(failure).toBeInstanceOf(StoreError);
  const password = /:([^:@/]+)@/.exec(url)?.[1] ?? '';
  expect(password).not.toBe('');
  for (let error: unknown = failure; error instanceof Error; error = error.cause)
    expect(`${error.stack} ${JSON.stringify(error, Object.getOwnPropertyNames(error))}`).not.toContain(password);
  return failure as StoreError;
}

describe('opening a store', () => {
  test('by several processes at the same time creates the tables once', async () => {
    await using database = await createTestDatabase();
    const stores = await Promise.all(Array.from({ length: 6 }, () => openTestStore(database.url)));
    const versions = await database.query('SELECT version FROM xis_testkit.migrations ORDER BY version');
    expect(versions).toEqual([{ version: 1 }]);
    for (const { store } of stores) await store.close();
  });

  test('again keeps what is there', async () => {
    await using database = await createTestDatabase();
    const { store } = await openTestStore(database.url);
    await store.close();
    const before = await database.query('SELECT * FROM xis_testkit.migrations');
    const { store: again } = await openTestStore(database.url);
    await again.close();
    expect(await database.query('SELECT * FROM xis_testkit.migrations')).toEqual(before);
  });

  test('of a newer version fails, and says so', async () => {
    await using database = await createTestDatabase();
    const { store } = await openTestStore(database.url);
    await store.close();
    await database.query('INSERT INTO xis_testkit.migrations (version) VALUES (999)');
    const { message } = await failureOf(database.url);
    expect(message).toContain('expected tables of version 1 at most, got 999');
  });

  test('needs no permission to create a schema that exists', async () => {
    await using database = await createTestDatabase();
    await using role = await createRole(database);
    expect((await failureOf(role.url)).message).toContain('(SQLSTATE 42501). Grant the user CREATE on the database');
    await database.query(`CREATE SCHEMA xis_testkit AUTHORIZATION ${role.name}`);
    const { store } = await openTestStore(role.url);
    await store.close();
  });

  test('with a wrong password or for an unknown database names what to check', async () => {
    await using database = await createTestDatabase();
    const wrong = new URL(database.url);
    wrong.password = 'wrong-secret-of-a-user';
    expect((await failureOf(wrong.href)).message).toContain(
      'Check the user, and the password in the URL or in PGPASSWORD.',
    );
    const unknown = new URL(database.url);
    unknown.pathname = '/no_such_database';
    expect((await failureOf(unknown.href)).message).toContain('Create the database, or check its name.');
  });

  test('at a wrong address names host and port', async () => {
    const broken = await startBrokenServer('drop');
    const { port } = broken;
    const url = `postgres://user:secret-of-a-user@127.0.0.1:${port}/sandbox`;
    expect((await failureOf(url)).message).toContain(`postgres://127.0.0.1:${port}/sandbox cannot be used`);
    await broken[Symbol.asyncDispose]();
    const { message } = await failureOf(url);
    expect(message).toContain(`postgres://127.0.0.1:${port}/sandbox cannot be used: connect ECONNREFUSED`);
    expect(message).toContain('Check the host and the port');
  });

  test.each(['postgres://user:secret-of-a-user@host:port/database', 'postgres://user:secret-of-a-user@[::1/database'])(
    'with a URL that cannot be read does not repeat it: %s',
    async (url) => {
      expect((await failureOf(url)).message).toContain('Expected postgres://user:password@host:port/database');
    },
  );

  test('through a pooler, which rejects the time-outs of a session, says what to do', async () => {
    await using pooler = await startPooler();
    expect((await failureOf(pooler.url)).message).toContain(
      'unsupported startup parameter (SQLSTATE 08P01). Connect to the server itself, and not to a pooler such as PgBouncer.',
    );
  });

  test('names the store without user and password', async () => {
    await using database = await createTestDatabase();
    const { store } = await openTestStore(database.url);
    const url = new URL(database.url);
    expect(store.description).toContain(url.pathname);
    for (const part of [url.password, '@']) expect(store.description).not.toContain(part);
    await store.close();
  });
});

/** Starts a server that rejects a connection as PgBouncer does. */
async function startPooler() {
  const fields = ['SFATAL', 'VFATAL', 'C08P01', 'Munsupported startup parameter'].map((field) => `${field}\0`).join('');
  const message = Buffer.from(`E____${fields}\0`);
  message.writeInt32BE(message.length - 1, 1);
  const server = createServer((socket) => socket.on('error', () => {}).once('data', () => socket.end(message)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `postgres://user:secret-of-a-user@127.0.0.1:${port}/sandbox`,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

/** Creates a user who may connect to a database, and nothing else. */
async function createRole({ url, query }: Awaited<ReturnType<typeof createTestDatabase>>) {
  const name = `role_of_${new URL(url).pathname.slice(1)}`;
  await query(`CREATE ROLE ${name} LOGIN PASSWORD 'password-of-a-role'`);
  const roleUrl = new URL(url);
  roleUrl.username = name;
  roleUrl.password = 'password-of-a-role';
  return {
    name,
    url: roleUrl.href,
    async [Symbol.asyncDispose]() {
      await query(`DROP OWNED BY ${name}`);
      await query(`DROP ROLE ${name}`);
    },
  };
}
