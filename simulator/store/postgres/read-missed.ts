import type { Agb } from '../../../fhir/agb.ts';
import type { Missed, Position, StoredEntry } from '../store.ts';
import type { Command } from './connection.ts';

/** The organization that a process reads, and how far it has read it. */
export interface Reader {
  readonly agb: Agb;
  readonly position: Position | undefined;
}

/** A row for each missed entry, and one without an entry for an organization that is unchanged. */
export interface MissedRow {
  /** The number of the reader, from 1. */
  readonly reader: number;
  readonly head: number;
  /** The turn that stored the entry `head`. */
  readonly turn: string;
  readonly sequence: number | null;
  readonly json: string;
}

// A position is of use while its entry is there: a database that was restored from a backup has another one with the
// number, or has fewer entries. A reader whose position is of no use gets no row.
const READ_MISSED = {
  name: 'read-missed',
  text: `SELECT r.reader, o.head, h.turn, m.sequence, m.json
    FROM unnest($1::text[], $2::bigint[], $3::uuid[]) WITH ORDINALITY AS r (agb, number, turn, reader)
    JOIN xis_testkit.organizations o ON o.agb = r.agb
    JOIN xis_testkit.entries h ON h.organization = o.id AND h.sequence = o.head
    LEFT JOIN xis_testkit.entries k ON k.organization = o.id AND k.sequence = r.number AND k.turn = r.turn
    LEFT JOIN LATERAL (
      SELECT o.snapshot AS sequence, s.json FROM xis_testkit.snapshots s WHERE s.organization = o.id AND r.number IS NULL
      UNION ALL
      SELECT e.sequence, e.json FROM xis_testkit.entries e
      WHERE e.organization = o.id AND e.sequence <= o.head
        AND e.sequence > coalesce(r.number, o.snapshot)
    ) m ON true
    WHERE r.number IS NULL OR k.sequence IS NOT NULL
    ORDER BY r.reader, m.sequence`,
};

/** Returns the query of what readers have missed. */
export function queryMissed(readers: readonly Reader[]): Command {
  return {
    statement: READ_MISSED,
    values: [
      readers.map(({ agb }) => agb),
      readers.map(({ position }) => position?.number ?? null),
      readers.map(({ position }) => position?.turn ?? null),
    ],
  };
}

/** Converts the rows of a reader; undefined when its position is of no use, or there is no such organization. */
export function toMissed(rows: readonly MissedRow[]): Missed | undefined {
  const [row] = rows;
  if (!row) return undefined;
  const entries = rows.flatMap(({ sequence, json }): StoredEntry[] =>
    sequence === null ? [] : [{ number: sequence, json }],
  );
  return { position: { number: row.head, turn: row.turn }, entries };
}
