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
  readonly incarnation: string;
  readonly head: number;
  readonly sequence: number | null;
  readonly json: string;
}

// A position is of use while the entries after it are there, and when it is not beyond the last entry: a database that was
// restored from a backup has fewer entries than a process that went on.
const READ_MISSED = {
  name: 'read-missed',
  text: `SELECT r.reader, o.id::text AS incarnation, o.head, m.sequence, m.json
    FROM unnest($1::text[], $2::bigint[], $3::bigint[]) WITH ORDINALITY AS r (agb, incarnation, number, reader)
    JOIN xis_testkit.organizations o ON o.agb = r.agb
    CROSS JOIN LATERAL (
      SELECT coalesce(r.incarnation = o.id AND r.number BETWEEN o.tail AND o.head, false) AS is_known
    ) k
    LEFT JOIN LATERAL (
      SELECT o.snapshot AS sequence, s.json FROM xis_testkit.snapshots s WHERE s.organization = o.id AND NOT k.is_known
      UNION ALL
      SELECT e.sequence, e.json FROM xis_testkit.entries e
      WHERE e.organization = o.id AND e.sequence <= o.head
        AND e.sequence > CASE WHEN k.is_known THEN r.number ELSE o.snapshot END
    ) m ON true
    ORDER BY r.reader, m.sequence`,
};

/** Returns the query of what readers have missed. */
export function queryMissed(readers: readonly Reader[]): Command {
  return {
    statement: READ_MISSED,
    values: [
      readers.map(({ agb }) => agb),
      readers.map(({ position }) => position?.incarnation ?? null),
      readers.map(({ position }) => position?.number ?? null),
    ],
  };
}

/** Converts the rows of a reader; undefined when there is no such organization. */
export function toMissed(rows: readonly MissedRow[]): Missed | undefined {
  const [row] = rows;
  if (!row) return undefined;
  const entries = rows.flatMap(({ sequence, json }): StoredEntry[] =>
    sequence === null ? [] : [{ number: sequence, json }],
  );
  return { position: { incarnation: row.incarnation, number: row.head }, entries };
}
