import type { Agb } from '../../fhir/agb.ts';
import type { Instant } from '../../fhir/instant.ts';

/** An entry of the log of an organization, as a store keeps it. */
export interface StoredEntry {
  /** The number in the log of its organization, from 1, without gaps. */
  readonly number: number;
  /** JSON in one line. */
  readonly json: string;
}

/** The facts about an organization that are known without its log. */
export interface Standing {
  /** The number of its last entry. */
  readonly number: number;
  /** The real instant at which its next event is due; undefined when it waits for no time. */
  readonly dueAt?: Instant | undefined;
  /**
   * Whether it has defects that change the responses to requests of other organizations, or the judgment on tokens, so that
   * each process needs it.
   */
  readonly reachesOthers: boolean;
  /** The real instant of its last entry. */
  readonly usedAt: Instant;
}

/** The parts of both kinds of store. */
interface AnyStore {
  /** Names the store for people, without a password. */
  readonly description: string;
  /** Returns the organizations that it has. */
  list(): Promise<ReadonlyMap<Agb, Standing>>;
  /**
   * Returns the entries after a number, for a feed that resumes: as they were written, without a whole entry of a compaction.
   * @returns undefined when there is no such organization, when some of the entries are deleted, or when the number is
   *   beyond the last one
   */
  readAfter(agb: Agb, number: number): Promise<readonly StoredEntry[] | undefined>;
  /**
   * Removes an organization with its log.
   * @param usedBefore keeps an organization with an entry since this real instant
   * @returns whether it was there, and is removed
   */
  drop(agb: Agb, usedBefore?: Instant): Promise<boolean>;
  /** Waits for what is under way, and lets go of everything. */
  close(): Promise<void>;
}

/** Options of `append`. */
export interface AppendOptions {
  /** The standing of the organization after the entries. */
  readonly standing: Standing;
  /** Returns the state after the entries as one whole entry, with the number of the last of them, for compaction. */
  readonly whole: () => StoredEntry;
}

/**
 * A store that this process has for itself. Its methods throw a `StoreUnavailableError` when they could not do their
 * work: then nothing of it is stored, and a later call may succeed.
 */
export interface OwnedStore extends AnyStore {
  readonly kind: 'owned';
  /** Returns the last whole entry and all entries after it; undefined when there is no such organization. */
  read(agb: Agb): Promise<readonly StoredEntry[] | undefined>;
  /**
   * Adds entries; the first entry of an organization is whole, and creates it. Calls keep their order.
   * After a failure, all further entries of the organization are rejected, until it is read again: they would rest on
   * entries that are not stored.
   * @returns when the entries survive a crash of the machine
   */
  append(agb: Agb, entries: readonly StoredEntry[], options: AppendOptions): Promise<void>;
}

/** How far a process has read the log of an organization. */
export interface Position {
  /** The number of the last entry that was read. */
  readonly number: number;
  /**
   * Identifies the turn that stored that entry. Another log may have another entry with its number: that of a database
   * that was restored from a backup, or of an organization that was dropped and created again.
   */
  readonly turn: string;
}

/** The entries that a process has missed. */
export interface Missed {
  /** The position after the entries. */
  readonly position: Position;
  /** The first one is whole when no position was given. */
  readonly entries: readonly StoredEntry[];
}

/** The entries that follow from a decision. */
export interface Decided extends AppendOptions {
  /** Empty when the decision changes nothing. */
  readonly entries: readonly StoredEntry[];
}

/**
 * A store that several processes have together. Its methods throw a `StoreUnavailableError` when they could not do their
 * work. When the connection was lost while it committed, the entries may be stored all the same.
 */
export interface SharedStore extends AnyStore {
  readonly kind: 'shared';
  /**
   * Creates an organization.
   * @param whole its first entry
   * @returns its position; undefined when the AGB code is in use
   */
  create(agb: Agb, whole: StoredEntry, standing: Standing): Promise<Position | undefined>;
  /**
   * Reads what a process has missed. Calls at the same time share a query that begins after them.
   * @param position undefined when the process knows nothing of the organization
   * @returns undefined when there is no such organization, when its log is another one than that of the position, or when
   *   entries after the position are deleted
   */
  catchUp(agb: Agb, position: Position | undefined): Promise<Missed | undefined>;
  /**
   * Takes the lock of an organization, reads what the process has missed, decides, and stores the decision.
   * @param decide is synchronous, and is called at most once
   * @returns the position after the decision; undefined as for `catchUp`, and then nothing was decided
   */
  exclusively(
    agb: Agb,
    position: Position | undefined,
    decide: (missed: Missed) => Decided,
  ): Promise<Position | undefined>;
  /** Returns the organizations that are open in every process: with an event that is due, or with defects that reach others. */
  listAwake(now: Instant): Promise<readonly Agb[]>;
  /** Calls a function after entries of another process, and after it has dropped organizations. */
  onChange(listener: (agb: Agb) => void): void;
}

export type LogStore = OwnedStore | SharedStore;
