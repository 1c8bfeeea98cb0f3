import type { Instant } from '../../fhir/instant.ts';
import type { Interval } from '../domain/search/intervals.ts';
import type { SlotQuery } from '../domain/search/slot-query.ts';
import type { Cause, Records } from '../world/changes.ts';
import { type JournalEntry, sizeOfEntry } from '../world/journal.ts';

/** An entry of the log of an organization: what has changed, when, and why. */
export interface LogEntry {
  /** From 1, without gaps. */
  readonly number: number;
  /** The time on the organization's clock. */
  readonly at: Instant;
  readonly cause: Cause;
  /** Whether the records are the whole state, which replaces the one before. */
  readonly isWhole: boolean;
  readonly records: Records;
}

/** Returns whether an entry changes the state; an entry of a search only adds a request to the journal. */
export function changesState({ records }: LogEntry): boolean {
  for (const kind in records) if (kind !== 'request') return true;
  return false;
}

/** The approximate memory of an entry, and of a record that is no request. */
const ENTRY_BYTES = 200;
const RECORD_BYTES = 400;

/** Returns the approximate memory of an entry, in bytes. */
export function sizeOfLogEntry({ records }: LogEntry): number {
  let bytes = ENTRY_BYTES;
  for (const request of Object.values(records.request ?? {})) bytes += sizeOfEntry(request as JournalEntry);
  return bytes + RECORD_BYTES * countRecords(records);
}

/** Returns the number of records that are no requests. */
export function countRecords(records: Records): number {
  return Object.entries(records).reduce((sum, [kind, byKey]) => {
    return kind === 'request' ? sum : sum + Object.keys(byKey).length;
  }, 0);
}

/** Writes an entry as JSON in one line. */
export function encodeEntry(entry: LogEntry): string {
  const { request } = entry.records;
  if (!request) return JSON.stringify(entry);
  return JSON.stringify({ ...entry, records: { ...entry.records, request: mapValues(request, encodeRequest) } });
}

/** Reads an entry; the store has checked that it is as it was written. */
export function decodeEntry(json: string): LogEntry {
  const entry = JSON.parse(json) as LogEntry;
  const { request } = entry.records;
  if (!request) return entry;
  return { ...entry, records: { ...entry.records, request: mapValues(request, decodeRequest) } };
}

function mapValues(records: Record<string, unknown>, map: (value: unknown) => unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(records).map(([key, value]) => [key, map(value)]));
}

/** A query as JSON, which has neither sets nor infinite numbers. */
interface EncodedQuery extends Omit<SlotQuery, 'schedules' | 'types' | 'starts'> {
  readonly schedules: readonly string[] | undefined;
  readonly types: readonly number[] | undefined;
  readonly starts: readonly (readonly [from: number | null, to: number | null])[];
}

function encodeRequest(value: unknown): unknown {
  const entry = value as JournalEntry;
  if (!entry.search) return entry;
  const { schedules, types, starts } = entry.search.query;
  const query: EncodedQuery = {
    ...entry.search.query,
    schedules: schedules && [...schedules],
    types: types && [...types],
    // JSON has null in the place of an infinite number.
    starts: starts.map(({ from, to }) => [from, to]),
  };
  return { ...entry, search: { ...entry.search, query } };
}

function decodeRequest(value: unknown): unknown {
  const { search, ...entry } = value as Omit<JournalEntry, 'search'> & {
    readonly search?: { readonly query: EncodedQuery };
  };
  if (!search) return { ...entry, search: undefined };
  const { schedules, types, starts, ...rest } = search.query;
  const query: SlotQuery = {
    ...rest,
    ...(schedules && { schedules: new Set(schedules) }),
    ...(types && { types: new Set(types) }),
    starts: starts.map(([from, to]): Interval => {
      return { from: from ?? Number.NEGATIVE_INFINITY, to: to ?? Number.POSITIVE_INFINITY };
    }),
  };
  return { ...entry, search: { ...search, query } };
}
