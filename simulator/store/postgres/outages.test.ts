import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Agb } from '../../../fhir/agb.ts';
import { PATIENCE_MS } from '../../../test/support/patience.ts';
import { runSql } from '../../../test/support/postgres/create-database.ts';
import { createTestDatabase, type TestDatabase } from '../../../test/support/postgres/database.ts';
import { COMMIT, startDatabaseProxy } from '../../../test/support/postgres/database-proxy.ts';
import { type PostgresServer, startPostgresServer } from '../../../test/support/postgres/server.ts';
import { openTestStore, TestProcess } from '../../../test/support/postgres/test-process.ts';
import { StoreUnavailableError } from '../store-error.ts';

let database: TestDatabase;
let organizations = 0;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());

function createAgb(): Agb {
  return String(20_000_000 + ++organizations) as Agb;
}

/** Opens a process whose connections go through a proxy, and one whose connections do not. */
async function openPair() {
  const proxy = await startDatabaseProxy(database.url);
  const { store, notices } = await openTestStore(proxy.url);
  const { store: direct } = await openTestStore(database.url);
  const agb = createAgb();
  const process = new TestProcess(store, agb);
  await process.create();
  return {
    proxy,
    process,
    notices,
    other: new TestProcess(direct, agb),
    async [Symbol.asyncDispose]() {
      await store.close();
      await direct.close();
      await proxy[Symbol.asyncDispose]();
    },
  };
}

/** Returns the error of a call that fails. */
async function failureOf(call: Promise<unknown>): Promise<StoreUnavailableError> {
  const failure = await call.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(failure).toBeInstanceOf(StoreUnavailableError);
  return failure as StoreUnavailableError;
}

/** Returns whether an error says that the entries may be stored all the same. */
function isUnknown({ message }: StoreUnavailableError): boolean {
  return message.endsWith('It is unknown whether the last entries are stored.');
}

describe('a connection that is lost', () => {
  test('before the lock is taken: nothing is stored, and that is known', async () => {
    await using pair = await openPair();
    const { proxy, process, other } = pair;
    await process.take(1);
    proxy.cutAt('BEGIN', 'before');
    expect(isUnknown(await failureOf(process.take(2)))).toBe(false);
    expect(await other.read()).toEqual([1]);
    expect(await process.take(2)).toBe(true);
  });

  test('when the lock was taken: nothing is stored, and the others get the lock', async () => {
    await using pair = await openPair();
    const { proxy, process, other } = pair;
    await process.take(1);
    proxy.cutAt('BEGIN', 'after');
    expect(isUnknown(await failureOf(process.take(2)))).toBe(false);
    expect(await other.take(2)).toBe(true);
    expect(await process.take(2)).toBe(false);
  });

  test('before the server gets the COMMIT: unknown to the process, and nothing is stored', async () => {
    await using pair = await openPair();
    const { proxy, process, other } = pair;
    await process.take(1);
    proxy.cutAt(COMMIT, 'before');
    expect(isUnknown(await failureOf(process.take(2)))).toBe(true);
    expect(await other.take(2)).toBe(true);
    expect(await process.read()).toEqual([1, 2]);
  });

  test('after the server has committed: unknown to the process, and all is stored', async () => {
    await using pair = await openPair();
    const { proxy, process, other } = pair;
    await process.take(1);
    proxy.cutAt(COMMIT, 'after');
    expect(isUnknown(await failureOf(process.take(2)))).toBe(true);
    expect(await other.read()).toEqual([1, 2]);
    expect(await process.take(2)).toBe(false);
  });

  test('while an organization is created or dropped: unknown', async () => {
    await using pair = await openPair();
    const { proxy, process, other } = pair;
    proxy.cutAt(COMMIT, 'after');
    expect(isUnknown(await failureOf(process.store.drop(process.agb)))).toBe(true);
    expect((await other.store.list()).has(process.agb)).toBe(false);
    proxy.cutAt(COMMIT, 'after');
    expect(isUnknown(await failureOf(process.create()))).toBe(true);
    expect((await other.store.list()).has(process.agb)).toBe(true);
  });

  test('while it reads: every call that shares the query fails, and the next one succeeds', async () => {
    await using pair = await openPair();
    const { proxy, process } = pair;
    await process.take(1);
    proxy.cutAt('read-missed', 'before');
    const reads = [process.read(), process.read(), process.read()].map(failureOf);
    for (const failure of await Promise.all(reads)) expect(isUnknown(failure)).toBe(false);
    expect(await process.read()).toEqual([1]);
  });
});

describe('the listener', () => {
  test('opens its connection again, and reports every organization: it may have missed notifications', async () => {
    await using pair = await openPair();
    const { proxy, process, other, notices } = pair;
    const changed = new Set<Agb>();
    process.store.onChange((agb) => changed.add(agb));
    proxy.refuse();
    await vi.waitFor(() => expect(notices).toHaveLength(1), PATIENCE_MS);
    changed.clear();
    await other.take(1);
    expect(changed).not.toContain(process.agb);
    proxy.resume();
    await vi.waitFor(() => expect(changed).toContain(process.agb), PATIENCE_MS);
    expect(notices).toEqual([expect.stringMatching(/is lost/), expect.stringMatching(/is back/)]);
    changed.clear();
    await other.take(2);
    await vi.waitFor(() => expect(changed).toContain(process.agb), PATIENCE_MS);
  });

  test('does not open its connection again after the store is closed', async () => {
    await using pair = await openPair();
    const { proxy, process, notices } = pair;
    proxy.refuse();
    await vi.waitFor(() => expect(notices).toHaveLength(1), PATIENCE_MS);
    await process.store.close();
    proxy.resume();
    expect(proxy.open).toBe(0);
    expect(notices).toHaveLength(1);
  });
});

describe('the server', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgresServer();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  test.each(['fast', 'crash'] as const)(
    'stops during load (%s) and starts again: what was taken is stored',
    async (how) => {
      const url = server.url('postgres');
      const stores = [await openTestStore(url), await openTestStore(url)];
      const agb = createAgb();
      const [first, second] = stores.map(({ store }) => new TestProcess(store, agb)) as [TestProcess, TestProcess];
      await first.create();
      const taken = new Set<number>();
      const unknown = new Set<number>();
      let failures = 0;
      let number = 0;
      let isLoaded = true;
      let resume = (): void => {};
      const restarted = new Promise<void>((resolve) => {
        resume = resolve;
      });
      const load = async (process: TestProcess): Promise<void> => {
        while (isLoaded) {
          const mine = ++number;
          try {
            if (await process.take(mine)) taken.add(mine);
          } catch (error) {
            if (!(error instanceof StoreUnavailableError)) throw error;
            failures++;
            if (isUnknown(error)) unknown.add(mine);
            await restarted;
          }
        }
      };
      const loads = [load(first), load(first), load(second), load(second)];
      await vi.waitFor(() => expect(taken.size).toBeGreaterThan(5), PATIENCE_MS);
      await server.stop(how);
      await vi.waitFor(() => expect(failures).toBe(4), PATIENCE_MS);
      const before = taken.size;
      await server.start();
      resume();
      await vi.waitFor(() => expect(taken.size).toBeGreaterThan(before + 5), PATIENCE_MS);
      isLoaded = false;
      await Promise.all(loads);
      const reader = new TestProcess((stores[0] as (typeof stores)[0]).store, agb);
      const stored = await reader.read();
      expect(new Set(stored).size).toBe(stored.length);
      for (const each of taken) expect(stored).toContain(each);
      for (const each of stored) expect(taken.has(each) || unknown.has(each)).toBe(true);
      for (const { store } of stores) await store.close();
    },
  );

  test('is full or rejects writes: temporary, and nothing is stored', async () => {
    await using pair = await openPair();
    const { process, other } = pair;
    await process.take(1);
    // What PostgreSQL does when its disk is full.
    await runSql(
      database.url,
      `CREATE FUNCTION fail_as_full() RETURNS trigger LANGUAGE plpgsql AS $$
         BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100', DETAIL = NEW.json; END $$;
       CREATE TRIGGER full_disk BEFORE INSERT ON xis_testkit.entries FOR EACH ROW EXECUTE FUNCTION fail_as_full()`,
    );
    const full = await failureOf(process.take(2));
    expect(full).toMatchObject({ message: expect.stringMatching(/\(SQLSTATE 53100\)\.$/) });
    expect(JSON.stringify(full, Object.getOwnPropertyNames(full))).not.toContain('taken');
    await runSql(database.url, 'DROP TRIGGER full_disk ON xis_testkit.entries');
    expect(await process.take(2)).toBe(true);
    expect(await other.read()).toEqual([1, 2]);
  });
});
