import type { Agb } from '../../../fhir/agb.ts';
import type { Standing, StoredEntry } from '../store.ts';
import type { Command } from './connection.ts';
import { CHANNEL } from './listener.ts';

// Values are parameters, never a part of the text.

export const LIST = {
  name: 'list',
  text: 'SELECT agb, head, due_at, reaches_others, used_at FROM xis_testkit.organizations',
};

export const LIST_AWAKE = {
  name: 'list-awake',
  text: 'SELECT agb FROM xis_testkit.organizations WHERE due_at <= $1 OR reaches_others ORDER BY due_at',
};

export const CREATE = {
  name: 'create',
  text: `WITH created AS (
      INSERT INTO xis_testkit.organizations
        (agb, head, tail, snapshot, snapshot_bytes, appended_bytes, due_at, reaches_others, used_at)
      VALUES ($1, $2, $2::bigint - 1, $2, $3, 0, $4, $5, $6)
      ON CONFLICT (agb) DO NOTHING
      RETURNING id
    ), entry AS (
      INSERT INTO xis_testkit.entries (organization, sequence, turn, json) SELECT id, $2, $8, $7 FROM created
    ), snapshot AS (
      INSERT INTO xis_testkit.snapshots (organization, json) SELECT id, $7 FROM created
    )
    SELECT pg_notify('${CHANNEL}', $1) FROM created`,
};

/** The condition is evaluated under the lock of the organization, after a turn that is under way. */
export const DROP = {
  name: 'drop',
  text: `DELETE FROM xis_testkit.organizations WHERE agb = $1 AND ($2::bigint IS NULL OR used_at < $2)
    RETURNING pg_notify('${CHANNEL}', agb)`,
};

/** Returns no row for an unknown organization, and a row without an entry when the entries are at hand, but empty. */
export const READ_AFTER = {
  name: 'read-after',
  text: `SELECT e.sequence, e.json
    FROM xis_testkit.organizations o
    LEFT JOIN xis_testkit.entries e ON e.organization = o.id AND e.sequence > $2 AND e.sequence <= o.head
    WHERE o.agb = $1 AND $2::bigint BETWEEN o.tail AND o.head
    ORDER BY e.sequence`,
};

/** How long the log of an organization is, and what of it is in the tables. */
export interface LengthRow {
  readonly id: string;
  readonly tail: number;
  readonly snapshot: number;
  readonly snapshot_bytes: number;
  readonly appended_bytes: number;
}

// The entries of others are for the next statement: this one began before it waited for the lock.
const LOCK = {
  name: 'lock',
  text: `SELECT id::text, tail, snapshot, snapshot_bytes, appended_bytes
    FROM xis_testkit.organizations WHERE agb = $1 FOR UPDATE`,
};

/** Returns the query that takes the lock of an organization until the end of the transaction. */
export function lockOrganization(agb: Agb): Command {
  return { statement: LOCK, values: [agb] };
}

const APPEND = {
  name: 'append',
  text: `WITH appended AS (
      INSERT INTO xis_testkit.entries (organization, sequence, turn, json)
      SELECT $1, e.sequence, $9, e.json FROM unnest($2::bigint[], $3::text[]) AS e (sequence, json)
    )
    UPDATE xis_testkit.organizations
    SET head = $4, due_at = $5, reaches_others = $6, used_at = $7, appended_bytes = $8
    WHERE id = $1
    RETURNING pg_notify('${CHANNEL}', agb)`,
};

/** The parts of an append beside its entries. */
export interface Append {
  readonly turn: string;
  readonly standing: Standing;
  /** The size of the entries since the last snapshot. */
  readonly bytes: number;
}

/** Returns the command that stores entries, and notifies the other processes when they are committed. */
export function appendEntries(
  { id }: LengthRow,
  entries: readonly StoredEntry[],
  { turn, standing: { number, dueAt, reachesOthers, usedAt }, bytes }: Append,
): Command {
  return {
    statement: APPEND,
    values: [
      id,
      entries.map((entry) => entry.number),
      entries.map(({ json }) => json),
      number,
      dueAt ?? null,
      reachesOthers,
      usedAt,
      bytes,
      turn,
    ],
  };
}

const SNAPSHOT = {
  name: 'snapshot',
  text: `WITH stored AS (UPDATE xis_testkit.snapshots SET json = $3 WHERE organization = $1)
    UPDATE xis_testkit.organizations SET snapshot = $2, snapshot_bytes = $4, tail = $5 WHERE id = $1`,
};

/** Returns the command that stores a whole entry; `tail` is the number before the first entry that is kept. */
export function storeSnapshot(id: string, { number, json }: StoredEntry, tail: number): Command {
  return { statement: SNAPSHOT, values: [id, number, json, Buffer.byteLength(json), tail] };
}

const DELETE = {
  name: 'delete-entries',
  text: 'DELETE FROM xis_testkit.entries WHERE organization = $1 AND sequence <= $2',
};

/** Returns the command that deletes the entries up to a number. */
export function deleteEntries(id: string, tail: number): Command {
  return { statement: DELETE, values: [id, tail] };
}
