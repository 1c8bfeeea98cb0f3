import pg from 'pg';
import { isDatabaseUrl } from '../location.ts';
import { StoreError, StoreUnavailableError } from '../store-error.ts';

/** The connections of a process, beside the one that listens. Turns that wait for locks leave those of the reads alone. */
const MAX_TURNS = 6;
const MAX_READS = 3;
const CONNECT_TIMEOUT_MS = 5_000;
/** A process that hangs in a turn loses its lock after this time, and the others go on. */
const IDLE_TIMEOUT_MS = 10_000;
/** Longer than another process can hang in a turn. */
const LOCK_TIMEOUT_MS = 15_000;
const STATEMENT_TIMEOUT_MS = 20_000;
/** Longer than the server takes: for a server whose machine is gone. */
const RESPONSE_TIMEOUT_MS = 25_000;
const KEEPALIVE_MS = 10_000;

/** SQL without values, under the name of its prepared statement. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** A statement with the values of its parameters. */
export interface Command {
  readonly statement: Statement;
  readonly values: readonly unknown[];
}

/** The parameters of every connection to a database. */
export interface ConnectionSettings {
  /** `postgres://host:port/database`, or `postgres:///database?host=/folder&port=port` for a Unix socket. */
  readonly description: string;
  readonly config: pg.ClientConfig;
}

/**
 * Reads the URL of a database. What it leaves out comes from the environment (`PGHOST`, `PGPASSWORD` and so on).
 * @throws StoreError for a text that is not a URL; it does not repeat the text, which may have a password
 */
export function readSettings(url: string): ConnectionSettings {
  const config: pg.ClientConfig = {
    connectionString: url,
    application_name: 'xis-testkit',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_TIMEOUT_MS,
    lock_timeout: LOCK_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    query_timeout: RESPONSE_TIMEOUT_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEPALIVE_MS,
    // Statements that need no result of one another share a round trip.
    pipeline: true,
    types: { getTypeParser: (type, format) => (type === INT8 ? Number : pg.types.getTypeParser(type, format)) },
  };
  try {
    if (!isDatabaseUrl(url)) throw new Error('not the URL of a database');
    return { description: describeDatabase(new pg.Client(config)), config };
  } catch {
    throw new StoreError(
      'The URL of the store cannot be read. Expected postgres://user:password@host:port/database, with special characters percent-encoded.',
    );
  }
}

/** Describes a database by the URL that people know it by: without user and password. */
function describeDatabase({ host, port, database }: pg.Client): string {
  // The server decides on the parts that the URL and the environment leave out.
  const path = database === undefined ? '' : `/${encodeURIComponent(database)}`;
  if (host.startsWith('/')) return `postgres://${path}?host=${host}&port=${port}`;
  return `postgres://${host.includes(':') ? `[${host}]` : host}:${port}${path}`;
}

/**
 * Begins a transaction with what it relies on, for any settings of server, database and user: each statement sees what was
 * committed before it, and a commit survives a crash.
 */
export const BEGIN = 'BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL synchronous_commit = on';

/** The numbers in the tables are far below 2^53. */
const INT8 = pg.types.builtins.INT8;

/** The connections to a database, for queries and transactions. */
export class Database {
  readonly #turns: pg.Pool;
  readonly #reads: pg.Pool;
  readonly #description: string;
  readonly #serverProcesses = new Set<number>();

  constructor({ config, description }: ConnectionSettings) {
    this.#turns = this.#createPool({ ...config, max: MAX_TURNS });
    this.#reads = this.#createPool({ ...config, max: MAX_READS });
    this.#description = description;
  }

  #createPool(config: pg.PoolConfig): pg.Pool {
    // The query under way gets the error of its connection as well.
    return new pg.Pool(config)
      .on('error', () => {})
      .on('connect', (client) => {
        client.on('error', () => {});
        const { processID } = client as pg.PoolClient & { readonly processID: number };
        this.#serverProcesses.add(processID);
        client.once('end', () => this.#serverProcesses.delete(processID));
      });
  }

  /** Returns whether a process of the server serves one of the connections. */
  hasServerProcess(id: number): boolean {
    return this.#serverProcesses.has(id);
  }

  /**
   * Runs a query that changes nothing.
   * @throws StoreUnavailableError
   */
  async read<Row extends pg.QueryResultRow>({ statement, values }: Command): Promise<Row[]> {
    try {
      return (await this.#reads.query<Row>({ ...statement, values: [...values] })).rows;
    } catch (error) {
      throw this.#toUnavailable(error);
    }
  }

  /**
   * Runs a statement in a transaction of its own.
   * @throws StoreUnavailableError
   */
  async write<Row extends pg.QueryResultRow>(command: Command): Promise<readonly Row[]> {
    const [rows = []] = await this.transact([], () => [command]);
    return rows as readonly Row[];
  }

  /**
   * Runs a transaction in two round trips: one reads, the other writes and commits.
   * @param decide converts the rows of each query to what is written; synchronous, for the locks are held meanwhile
   * @returns the rows of what was written
   * @throws StoreUnavailableError; it says so when the connection was lost while the transaction was committed
   */
  async transact(
    queries: readonly Command[],
    decide: (rows: readonly Rows[]) => readonly Command[],
  ): Promise<readonly Rows[]> {
    const client = await this.#connect();
    return this.#using(client, async () => {
      const results = await Promise.all([client.query(BEGIN), ...queries.map((query) => send(client, query))]).catch(
        (error: unknown) => {
          throw this.#toUnavailable(error);
        },
      );
      const commands = decide(results.slice(1).map(({ rows }) => rows));
      // COMMIT is sent with them: after a statement that failed, the server takes it for a ROLLBACK.
      const written = Promise.all(commands.map((command) => send(client, command)));
      const committed = client.query('COMMIT');
      const [writing, commit] = await Promise.allSettled([written, committed]);
      if (writing.status === 'rejected')
        throw this.#toUnavailable(writing.reason, { isUnknown: !isOfServer(writing.reason) });
      if (commit.status === 'rejected') throw this.#toUnavailable(commit.reason, { isUnknown: commands.length > 0 });
      return writing.value.map(({ rows }) => rows);
    });
  }

  /** Waits for the queries under way, and closes every connection. */
  async close(): Promise<void> {
    await Promise.all([this.#turns.end(), this.#reads.end()]);
  }

  async #connect(): Promise<pg.PoolClient> {
    try {
      return await this.#turns.connect();
    } catch (error) {
      throw this.#toUnavailable(error);
    }
  }

  /** Gives a connection back; after a failure it is closed, and with that its transaction is rolled back. */
  async #using<Result>(client: pg.PoolClient, use: () => Promise<Result>): Promise<Result> {
    let isUsable = false;
    try {
      const result = await use();
      isUsable = true;
      return result;
    } finally {
      client.release(!isUsable);
    }
  }

  /** @param options.isUnknown whether the entries may be stored all the same */
  #toUnavailable(error: unknown, { isUnknown = false } = {}): StoreUnavailableError {
    const outcome = isUnknown ? ' It is unknown whether the last entries are stored.' : '';
    return new StoreUnavailableError(
      `The store ${this.#description} is unavailable: ${describeFailure(error)}.${outcome}`,
    );
  }
}

/** The rows of one query. */
export type Rows = readonly pg.QueryResultRow[];

function send<Row extends pg.QueryResultRow>(
  client: pg.ClientBase,
  { statement, values }: Command,
): Promise<pg.QueryResult<Row>> {
  return client.query<Row>({ ...statement, values: [...values] });
}

/** Returns whether the server itself reports an error: then the statement has changed nothing. */
export function isOfServer(error: unknown): error is pg.DatabaseError {
  return error instanceof pg.DatabaseError;
}

/**
 * Describes a failure of a connection or of the server. Details of the server are left out, and errors never become the
 * `cause` of another one: they can have values of a row.
 */
export function describeFailure(error: unknown): string {
  if (isOfServer(error)) return `${error.message} (SQLSTATE ${error.code})`;
  if (error instanceof AggregateError) return error.errors.map(describeFailure).join('; ');
  return error instanceof Error ? error.message : 'the connection failed';
}
