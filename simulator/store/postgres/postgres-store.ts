import type { Agb } from '../../../fhir/agb.ts';
import type { Instant } from '../../../fhir/instant.ts';
import { createId, type System } from '../../system.ts';
import type { Decided, Missed, Position, SharedStore, Standing, StoredEntry } from '../store.ts';
import { StoreError, StoreUnavailableError } from '../store-error.ts';
import { CatchUp } from './catch-up.ts';
import { type Command, type ConnectionSettings, Database, type Rows, readSettings } from './connection.ts';
import { Listener } from './listener.ts';
import { migrate } from './migrations.ts';
import { type MissedRow, queryMissed, toMissed } from './read-missed.ts';
import {
  appendEntries,
  CREATE,
  DROP,
  deleteEntries,
  type LengthRow,
  LIST,
  LIST_AWAKE,
  lockOrganization,
  READ_AFTER,
  storeSnapshot,
} from './statements.ts';

/** Options of a store in PostgreSQL. */
export interface PostgresStoreOptions {
  readonly after: System['after'];
  /** Called when the connection is lost, and when it is back. */
  readonly onNotice: (text: string) => void;
}

/**
 * Opens a store in a database of PostgreSQL 14 or newer, and creates or migrates its tables.
 * @param url `postgres://user:password@host:port/database`
 * @throws StoreError when the database cannot be reached or used; its text has no password
 */
export async function openPostgresStore(url: string, options: PostgresStoreOptions): Promise<SharedStore> {
  const settings = readSettings(url);
  await migrate(settings);
  const store = new PostgresStore(settings, options);
  try {
    await store.open();
  } catch (error) {
    await store.close();
    throw new StoreError(error instanceof Error ? error.message : settings.description);
  }
  return store;
}

/** Entries since the last snapshot, before there is another; and entries that are kept before a snapshot. */
const SNAPSHOT_ENTRIES = 4_000;
const MIN_SNAPSHOT_BYTES = 4_194_304;

/** Runs the work of each key one after the other. */
class Lanes<Key> {
  readonly #last = new Map<Key, Promise<unknown>>();

  /** Runs `work` after the earlier work of its key, also when that has failed. */
  async run<Result>(key: Key, work: () => Promise<Result>): Promise<Result> {
    const turn = (this.#last.get(key) ?? Promise.resolve()).then(work);
    const settled = turn.catch(() => {});
    this.#last.set(key, settled);
    try {
      return await turn;
    } finally {
      if (this.#last.get(key) === settled) this.#last.delete(key);
    }
  }
}

class PostgresStore implements SharedStore {
  readonly kind = 'shared';
  readonly description: string;
  readonly #database: Database;
  readonly #catchUp: CatchUp;
  readonly #listener: Listener;
  /** The turns of an organization wait here, not on its lock with a connection each. */
  readonly #turns = new Lanes<Agb>();
  readonly #listeners: ((agb: Agb) => void)[] = [];
  readonly #underWay = new Set<Promise<unknown>>();
  #isClosed = false;

  constructor(settings: ConnectionSettings, { after, onNotice }: PostgresStoreOptions) {
    this.description = settings.description;
    this.#database = new Database(settings);
    this.#catchUp = new CatchUp(this.#database);
    this.#listener = new Listener(settings, {
      after,
      onNotice,
      isOwn: (serverProcess) => this.#database.hasServerProcess(serverProcess),
      onChange: (changed) => this.#report(changed),
      onGap: () => this.#reportAll(),
    });
  }

  open(): Promise<void> {
    return this.#listener.open();
  }

  async list(): Promise<ReadonlyMap<Agb, Standing>> {
    const rows = await this.#run(() => this.#database.read<StandingRow>({ statement: LIST, values: [] }));
    return new Map(rows.map((row) => [row.agb, toStanding(row)]));
  }

  async create(agb: Agb, whole: StoredEntry, standing: Standing): Promise<Position | undefined> {
    const { number, dueAt, reachesOthers, usedAt } = standing;
    const values = [agb, number, Buffer.byteLength(whole.json), dueAt ?? null, reachesOthers, usedAt, whole.json];
    const turn = createId();
    const command = { statement: CREATE, values: [...values, turn] };
    const [created] = await this.#run(() => this.#database.write(command));
    return created && { number, turn };
  }

  catchUp(agb: Agb, position: Position | undefined): Promise<Missed | undefined> {
    return this.#run(() => this.#catchUp.read({ agb, position }));
  }

  async exclusively(
    agb: Agb,
    position: Position | undefined,
    decide: (missed: Missed) => Decided,
  ): Promise<Position | undefined> {
    let after: Position | undefined;
    const queries = [lockOrganization(agb), queryMissed([{ agb, position }])];
    const toWrites = ([lengths, rows]: readonly Rows[]): readonly Command[] => {
      const length = lengths?.[0] as LengthRow | undefined;
      const missed = toMissed((rows ?? []) as MissedRow[]);
      if (!length || !missed) return [];
      const decided = decide(missed);
      const turn = createId();
      after = decided.entries.length === 0 ? missed.position : { number: decided.standing.number, turn };
      return toCommands(length, decided, turn);
    };
    await this.#run(() => this.#turns.run(agb, () => this.#database.transact(queries, toWrites)));
    return after;
  }

  async readAfter(agb: Agb, number: number): Promise<readonly StoredEntry[] | undefined> {
    const command = { statement: READ_AFTER, values: [agb, number] };
    const rows = await this.#run(() => this.#database.read<{ sequence: number | null; json: string }>(command));
    if (rows.length === 0) return undefined;
    return rows.flatMap(({ sequence, json }) => (sequence === null ? [] : [{ number: sequence, json }]));
  }

  async drop(agb: Agb, usedBefore?: Instant): Promise<boolean> {
    const command = { statement: DROP, values: [agb, usedBefore ?? null] };
    const dropped = await this.#run(() => this.#turns.run(agb, () => this.#database.write(command)));
    return dropped.length > 0;
  }

  async listAwake(now: Instant): Promise<readonly Agb[]> {
    const rows = await this.#run(() => this.#database.read<{ agb: Agb }>({ statement: LIST_AWAKE, values: [now] }));
    return rows.map(({ agb }) => agb);
  }

  onChange(listener: (agb: Agb) => void): void {
    this.#listeners.push(listener);
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await Promise.allSettled(this.#underWay);
    await this.#listener.close();
    await this.#database.close();
  }

  /** Runs work that `close` waits for. */
  async #run<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#isClosed) throw new StoreUnavailableError(`The store ${this.description} is closed.`);
    const running = work();
    this.#underWay.add(running);
    try {
      return await running;
    } finally {
      this.#underWay.delete(running);
    }
  }

  #report(changed: Iterable<Agb>): void {
    for (const agb of changed) for (const listener of this.#listeners) listener(agb);
  }

  /** Reports every organization. */
  async #reportAll(): Promise<void> {
    this.#report((await this.list()).keys());
  }
}

interface StandingRow {
  readonly agb: Agb;
  readonly head: number;
  readonly due_at: Instant | null;
  readonly reaches_others: boolean;
  readonly used_at: Instant;
}

function toStanding({ head, due_at, reaches_others, used_at }: StandingRow): Standing {
  return { number: head, dueAt: due_at ?? undefined, reachesOthers: reaches_others, usedAt: used_at };
}

/** Returns what stores a decision; with a snapshot, when much was appended since the last one. */
function toCommands(length: LengthRow, { entries, standing, whole }: Decided, turn: string): readonly Command[] {
  if (entries.length === 0) return [];
  const bytes = entries.reduce((sum, { json }) => sum + Buffer.byteLength(json), length.appended_bytes);
  const isLong =
    standing.number - length.snapshot > SNAPSHOT_ENTRIES || bytes > Math.max(MIN_SNAPSHOT_BYTES, length.snapshot_bytes);
  if (!isLong) return [appendEntries(length, entries, { turn, standing, bytes })];
  const snapshot = whole();
  const tail = Math.max(length.tail, snapshot.number - SNAPSHOT_ENTRIES);
  return [
    appendEntries(length, entries, { turn, standing, bytes: 0 }),
    storeSnapshot(length.id, snapshot, tail),
    deleteEntries(length.id, tail),
  ];
}
