import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Agb } from '../../../fhir/agb.ts';
import { instant } from '../../../fhir/instant.ts';
import { PATIENCE_MS } from '../../../test/support/patience.ts';
import { backUp } from '../../../test/support/postgres/back-up.ts';
import { createTestDatabase, type TestDatabase } from '../../../test/support/postgres/database.ts';
import { startDatabaseProxy } from '../../../test/support/postgres/database-proxy.ts';
import { openTestStore, standingAt, TestProcess } from '../../../test/support/postgres/test-process.ts';
import type { SharedStore } from '../store.ts';
import { StoreUnavailableError } from '../store-error.ts';

let database: TestDatabase;
const opened: SharedStore[] = [];
let organizations = 0;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
});
afterAll(() => database[Symbol.asyncDispose]());

/** Opens a store, as a process of its own would. */
async function open(url = database.url): Promise<SharedStore> {
  const { store } = await openTestStore(url);
  opened.push(store);
  return store;
}

/** Opens stores on a new organization. */
async function openProcesses(number: number, filler?: string): Promise<[TestProcess, ...TestProcess[]]> {
  const agb = createAgb();
  const processes: TestProcess[] = [];
  for (let i = 0; i < number; i++) processes.push(new TestProcess(await open(), agb, filler));
  const [first, ...others] = processes as [TestProcess];
  await first.create();
  return [first, ...others];
}

/** Returns the numbers from one to another. */
function range(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

function createAgb(): Agb {
  return String(10_000_000 + ++organizations) as Agb;
}

/** Writes an entry of AGB code, number and text to the tables, as no process does. */
const INSERT_ENTRY = `INSERT INTO xis_testkit.entries (organization, sequence, turn, json)
  SELECT id, $2, gen_random_uuid(), $3 FROM xis_testkit.organizations WHERE agb = $1`;

describe('organizations', () => {
  test('are created once, listed with their standing, and dropped', async () => {
    const store = await open();
    const agb = createAgb();
    const whole = { number: 7, json: '{"whole":true}' };
    const standing = standingAt(7, { dueAt: instant(123), reachesOthers: true });
    const position = await store.create(agb, whole, standing);
    expect(position).toEqual({ number: 7, turn: expect.any(String) });
    expect(await store.create(agb, whole, standing)).toBeUndefined();
    expect((await store.list()).get(agb)).toEqual(standing);
    expect(await store.catchUp(agb, undefined)).toEqual({ position, entries: [whole] });
    expect([await store.drop(agb), await store.drop(agb)]).toEqual([true, false]);
    expect((await store.list()).has(agb)).toBe(false);
    expect(await store.catchUp(agb, position)).toBeUndefined();
    expect(await store.exclusively(agb, position, () => expect.fail('there is nothing to decide'))).toBeUndefined();
    const left = `SELECT 1 FROM xis_testkit.entries e LEFT JOIN xis_testkit.organizations o ON o.id = e.organization
      WHERE o.id IS NULL`;
    expect(await database.query(left)).toEqual([]);
  });

  test('are dropped as unused only if their last entry is old enough', async () => {
    const store = await open();
    const agb = createAgb();
    await store.create(agb, { number: 1, json: '{}' }, { ...standingAt(1), usedAt: instant(1_000) });
    expect(await store.drop(agb, instant(1_000))).toBe(false);
    expect((await store.list()).has(agb)).toBe(true);
    expect(await store.drop(agb, instant(1_001))).toBe(true);
    expect(await store.drop(agb, instant(1_001))).toBe(false);
    expect((await store.list()).has(agb)).toBe(false);
  });

  test('with defects and those that wait for an event are listed: from its instant on, without those that wait for no time', async () => {
    const store = await open();
    const [due, later, never, defective] = [createAgb(), createAgb(), createAgb(), createAgb()];
    const whole = { number: 1, json: '{}' };
    await store.create(due, whole, standingAt(1, { dueAt: instant(1_000) }));
    await store.create(later, whole, standingAt(1, { dueAt: instant(1_001) }));
    await store.create(never, whole, standingAt(1));
    await store.create(defective, whole, standingAt(1, { reachesOthers: true }));
    const listed = await store.listAwake(instant(1_000));
    expect(listed).toEqual(expect.arrayContaining([due, defective]));
    expect(listed).not.toContain(later);
    expect(listed).not.toContain(never);
  });

  test('are kept by a drop of unused ones, when the turn before it has used them', async () => {
    const [process, other] = await openProcesses(2);
    if (!other) throw new Error('expected two processes');
    let dropping: Promise<boolean> | undefined;
    await process.store.exclusively(process.agb, process.position, () => {
      dropping = other.store.drop(process.agb, instant(2));
      const entries = [{ number: 2, json: '{}' }];
      return { entries, standing: standingAt(2), whole: () => expect.fail('it is short') };
    });
    expect(await dropping).toBe(false);
    expect(await other.store.drop(process.agb, instant(3))).toBe(true);
  });

  test('another organization with the AGB code of a dropped one has another log', async () => {
    const [process] = await openProcesses(1);
    await process.take(1);
    const old = process.position;
    await process.store.drop(process.agb);
    await process.create();
    process.forget();
    await process.take(2);
    expect(await process.store.catchUp(process.agb, old)).toBeUndefined();
    expect((await process.store.catchUp(process.agb, undefined))?.entries[0]).toEqual({
      number: 1,
      json: '{"all":[]}',
    });
  });
});

describe('a turn', () => {
  test('starts with what other processes have appended, and its entries are read by them', async () => {
    const [first, second] = await openProcesses(2);
    expect(await first.take(1)).toBe(true);
    expect(await second?.take(2)).toBe(true);
    expect(await second?.take(1)).toBe(false);
    expect(await first.take(3)).toBe(true);
    expect(first.taken).toEqual([1, 2, 3]);
    expect(await second?.read()).toEqual([1, 2, 3]);
  });

  test('waits for the lock, and then reads what was appended meanwhile', async () => {
    const [process] = await openProcesses(1);
    await process.read();
    await using owner = await holdLock(process.agb);
    const turn = process.take(1);
    await vi.waitFor(async () => expect(await countWaiting()).toBe(1), PATIENCE_MS);
    await owner.query(INSERT_ENTRY, [process.agb, 2, '{"taken":1}']);
    await owner.query('UPDATE xis_testkit.organizations SET head = 2 WHERE agb = $1', [process.agb]);
    await owner.query('COMMIT');
    expect(await turn).toBe(false);
    expect(process.taken).toEqual([1]);
  });

  test('of three processes: 1,000 races for 100 numbers are won by exactly 100 (AP-8)', async () => {
    const processes = await openProcesses(3);
    const races = Array.from({ length: 1_000 }, (_, i) => processes[i % 3]?.take(Math.floor(i / 10)));
    const won = (await Promise.all(races)).filter(Boolean);
    expect(won).toHaveLength(100);
    for (const process of processes) {
      const taken = await process.read();
      expect([...taken].sort((a, b) => a - b)).toEqual(range(0, 99));
    }
  });

  test('that throws stores nothing, and lets go of the lock', async () => {
    const [process, other] = await openProcesses(2);
    const failure = new Error('a decision failed');
    await expect(
      process.store.exclusively(process.agb, undefined, () => {
        throw failure;
      }),
    ).rejects.toBe(failure);
    expect(await other?.take(1)).toBe(true);
    expect(await process.take(1)).toBe(false);
  });

  test('without entries writes nothing, and notifies no process', async () => {
    const [process] = await openProcesses(1);
    const before = await process.store.list();
    const whole = () => expect.fail('nothing was appended');
    await process.store.exclusively(process.agb, undefined, () => ({ entries: [], standing: standingAt(99), whole }));
    expect(await process.store.list()).toEqual(before);
  });

  test('whose number is taken, because the lock was circumvented, stores nothing', async () => {
    const [process] = await openProcesses(1);
    await process.take(1);
    await database.query(INSERT_ENTRY, [process.agb, 3, '{"taken":2}']);
    const failure = await process.take(2).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(StoreUnavailableError);
    expect(failure).toMatchObject({ message: expect.stringMatching(/\(SQLSTATE 23505\)\.$/) });
    expect((await process.store.list()).get(process.agb)).toEqual(standingAt(2));
  });

  test('takes two round trips, and one when the log is only read', async () => {
    await using proxy = await startDatabaseProxy(database.url);
    const [owner] = await openProcesses(1);
    const process = new TestProcess(await open(proxy.url), owner.agb);
    // The first ones also open connections.
    await process.take(1);
    await process.read();
    const count = async (work: () => Promise<unknown>): Promise<number> => {
      const before = proxy.roundTrips;
      await work();
      return proxy.roundTrips - before;
    };
    expect(await count(() => process.take(2))).toBe(2);
    expect(await count(() => process.take(2))).toBe(2);
    expect(await count(() => process.read())).toBe(1);
  });

  test('that waits for a lock leaves the reads of other organizations alone', async () => {
    const processes: TestProcess[] = [];
    const store = await open();
    const owners = [];
    for (let i = 0; i < 10; i++) {
      const process = new TestProcess(store, createAgb());
      await process.create();
      processes.push(process);
      owners.push(await holdLock(process.agb));
    }
    const turns = processes.map((process) => process.take(1));
    await vi.waitFor(async () => expect(await countWaiting()).toBe(6), PATIENCE_MS);
    for (const process of processes) expect(await new TestProcess(store, process.agb).read()).toEqual([]);
    expect(await countWaiting()).toBe(6);
    for (const owner of owners) await owner[Symbol.asyncDispose]();
    expect(await Promise.all(turns)).toEqual(Array(10).fill(true));
  });

  test('has its own isolation and durability, and not those of the database', async () => {
    await using other = await createTestDatabase();
    const [{ name } = { name: '' }] = await other.query<{ name: string }>('SELECT current_database() AS name');
    for (const setting of ['default_transaction_isolation = serializable', 'synchronous_commit = off'])
      await other.query(`ALTER DATABASE ${name} SET ${setting}`);
    const [store] = (await Promise.all([open(other.url), open(other.url)])) as [SharedStore, SharedStore];
    await other.query(`CREATE TABLE seen (setting text PRIMARY KEY);
      CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO seen SELECT unnest(ARRAY[current_setting('transaction_isolation'), current_setting('synchronous_commit')])
          ON CONFLICT DO NOTHING;
        RETURN NULL; END $$;
      CREATE TRIGGER note AFTER INSERT OR UPDATE OR DELETE ON xis_testkit.organizations EXECUTE FUNCTION note()`);
    const process = new TestProcess(store, createAgb());
    await process.create();
    await process.take(1);
    await store.drop(process.agb);
    expect(await other.query('SELECT setting FROM seen ORDER BY setting')).toEqual([
      { setting: 'on' },
      { setting: 'read committed' },
    ]);
  });

  test('waits for the lock for a bounded time: a process that hangs does not hang the others', async () => {
    const [owner] = await openProcesses(1);
    const impatient = new URL(database.url);
    impatient.searchParams.set('lock_timeout', '20');
    const process = new TestProcess(await open(impatient.href), owner.agb);
    await process.store.exclusively(owner.agb, undefined, () => ({
      entries: [],
      standing: standingAt(1),
      whole: () => expect.fail(),
    }));
    await using _hanging = await holdLock(owner.agb);
    const failure = await process.take(1).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(StoreUnavailableError);
    expect(failure).toMatchObject({ message: expect.stringMatching(/\(SQLSTATE 55P03\)\.$/) });
  });

  test('keeps every character that JSON can have', async () => {
    const [process] = await openProcesses(1);
    const json = JSON.stringify({ text: '\u0000 \ud800 \u2028 {"a","b"} \\ NULL é 🙂' });
    await process.store.exclusively(process.agb, undefined, () => ({
      entries: [{ number: 2, json }],
      standing: standingAt(2),
      whole: () => expect.fail(),
    }));
    expect(await process.store.readAfter(process.agb, 1)).toEqual([{ number: 2, json }]);
  });
});

describe('the log', () => {
  test('is compacted after 4,000 entries: a process that knows nothing reads a whole entry first, and one that is too far behind begins again', async () => {
    const [process, other] = await openProcesses(2);
    await process.takeAll([0, 1]);
    await other?.read();
    const early = other?.position;
    await process.takeAll(range(2, 3_999));
    expect((await process.store.catchUp(process.agb, undefined))?.entries).toHaveLength(4_001);
    await process.take(4_000);
    await process.takeAll(range(4_001, 4_099));
    const all = process.taken;
    const missed = await process.store.catchUp(process.agb, undefined);
    expect(missed?.entries).toHaveLength(100);
    expect(missed?.entries[0]?.number).toBe(4_002);
    // The last 4,000 entries of the snapshot are kept: a process that has read the ones before needs no whole entry.
    expect((await other?.store.catchUp(process.agb, early))?.entries).toHaveLength(4_098);
    expect(await other?.read()).toEqual(all);
    await process.takeAll(range(4_100, 8_000));
    await process.take(8_001);
    await process.takeAll(range(8_002, 8_099));
    expect(await other?.store.catchUp(process.agb, early)).toBeUndefined();
    const late = await other?.store.catchUp(process.agb, undefined);
    expect(JSON.parse(late?.entries[0]?.json ?? '')).toHaveProperty('all');
    expect(late?.entries[0]?.number).toBe(8_003);
    const reader = new TestProcess(process.store, process.agb);
    expect(await reader.read()).toEqual(process.taken);
    const [{ count } = { count: '' }] = await database.query<{ count: string }>(
      'SELECT count(*) FROM xis_testkit.entries e JOIN xis_testkit.organizations o ON o.id = e.organization WHERE agb = $1',
      [process.agb],
    );
    expect(Number(count)).toBe(4_098);
  });

  test('is compacted after 4 MiB', async () => {
    const [process] = await openProcesses(1, 'x'.repeat(1_200_000));
    for (const number of [1, 2, 3]) await process.take(number);
    expect((await process.store.catchUp(process.agb, undefined))?.entries).toHaveLength(4);
    await process.take(4);
    expect((await process.store.catchUp(process.agb, undefined))?.entries).toHaveLength(1);
    await process.take(5);
    expect((await process.store.catchUp(process.agb, undefined))?.entries).toHaveLength(2);
  });

  test('is read after a number, as long as the entries after it are there', async () => {
    const [process] = await openProcesses(1);
    await process.take(1);
    await process.take(2);
    const entries = await process.store.readAfter(process.agb, 0);
    expect(entries?.map(({ number }) => number)).toEqual([1, 2, 3]);
    expect(await process.store.readAfter(process.agb, 2)).toEqual(entries?.slice(2));
    expect(await process.store.readAfter(process.agb, 3)).toEqual([]);
    expect(await process.store.readAfter(process.agb, 4)).toBeUndefined();
    expect(await process.store.readAfter(createAgb(), 0)).toBeUndefined();
    await database.query('UPDATE xis_testkit.organizations SET tail = 1 WHERE agb = $1', [process.agb]);
    expect(await process.store.readAfter(process.agb, 0)).toBeUndefined();
  });

  test('of a database that was restored from a backup is another one, also when it has grown since', async () => {
    const [process, other] = (await openProcesses(2)) as [TestProcess, TestProcess];
    await process.take(1);
    const restore = await backUp(database, process.agb);
    await process.takeAll([2, 3]);
    await other.read();
    const positions = [process.position, other.position];
    await restore();
    expect(await process.store.catchUp(process.agb, process.position)).toBeUndefined();
    const third = new TestProcess(await open(), process.agb);
    expect(await third.takeAll([4, 5, 6])).toHaveLength(3);
    for (const position of positions) {
      expect(await process.store.catchUp(process.agb, position)).toBeUndefined();
      const decide = () => expect.fail('it would decide on entries that are gone');
      expect(await process.store.exclusively(process.agb, position, decide)).toBeUndefined();
    }
    expect(await process.read()).toEqual([]);
    expect(await process.read()).toEqual([1, 4, 5, 6]);
    expect(await process.take(4)).toBe(false);
  });
});

describe('a change', () => {
  test('is notified to every process: a creation, a turn, a drop', async () => {
    const process = new TestProcess(await open(), createAgb());
    const other = await open();
    const changed: Agb[] = [];
    other.onChange((agb) => agb === process.agb && changed.push(agb));
    await process.create();
    await vi.waitFor(() => expect(changed).toHaveLength(1), PATIENCE_MS);
    await process.take(1);
    await vi.waitFor(() => expect(changed).toHaveLength(2), PATIENCE_MS);
    await process.store.drop(process.agb);
    await vi.waitFor(() => expect(changed).toHaveLength(3), PATIENCE_MS);
  });
});

test('closing waits for what is under way, and leaves no connection', async () => {
  const [process] = await openProcesses(1);
  const { store } = await openTestStore(database.url);
  const racing = new TestProcess(store, process.agb);
  const turns = [1, 2, 3].map((number) => racing.take(number));
  const reads = [racing.read(), racing.read()];
  await store.close();
  expect(await Promise.all(turns)).toEqual([true, true, true]);
  expect(await Promise.all(reads)).toHaveLength(2);
  await expect(racing.take(4)).rejects.toBeInstanceOf(StoreUnavailableError);
  await process.store.close();
  opened.length = 0;
  await vi.waitFor(async () => {
    const sessions = await database.query(
      "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'xis-testkit'",
    );
    expect(sessions).toEqual([]);
  }, PATIENCE_MS);
});

test('the text of a statement has no value in it', () => {
  const folder = import.meta.dirname;
  for (const file of ['statements.ts', 'read-missed.ts', 'migrations.ts', 'connection.ts', 'listener.ts']) {
    const placeholders = readFileSync(join(folder, file), 'utf8').match(/(?:text: `|query\(`)[^`]*/g) ?? [];
    for (const text of placeholders) expect(text.match(/\$\{(?!CHANNEL\})/g)).toBeNull();
  }
});

/** Returns how many connections wait for a lock. */
async function countWaiting(): Promise<number> {
  const waiting = await database.query(
    "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
  );
  return waiting.length;
}

/** Locks an organization in another session, until it is disposed. */
async function holdLock(agb: Agb): Promise<pg.Client & AsyncDisposable> {
  const client = new pg.Client(database.url);
  await client.connect();
  await client.query('BEGIN');
  await client.query('SELECT 1 FROM xis_testkit.organizations WHERE agb = $1 FOR UPDATE', [agb]);
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.end() });
}
