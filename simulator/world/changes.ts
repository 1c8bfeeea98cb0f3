/** The kinds of records that make up the state of an organization; `setting` has those of which there is one. */
export const RECORD_KINDS = [
  'setting',
  'patient',
  'appointment',
  'slot',
  'plan',
  'draw',
  'fault',
  'delivery',
  'request',
] as const;
export type RecordKind = (typeof RECORD_KINDS)[number];

/**
 * Records by kind and key. A record that is absent has not changed; `null` removes it. Of a slot, the value lists its
 * new changes.
 */
export type Records = { [Kind in RecordKind]?: Record<string, unknown> };

/**
 * Collects the records of an organization that change, until an entry of its log takes them. Records are immutable, so
 * collecting one costs a reference.
 */
export class Changes {
  #records: Records | undefined;

  get any(): boolean {
    return this.#records !== undefined;
  }

  set(kind: RecordKind, key: string, value: unknown): void {
    this.#of(kind)[key] = value;
  }

  remove(kind: RecordKind, key: string): void {
    this.#of(kind)[key] = null;
  }

  /** Adds to a record that is a list. */
  append(kind: RecordKind, key: string, item: unknown): void {
    const records = this.#of(kind);
    const list = records[key] as unknown[] | undefined;
    if (list) list.push(item);
    else records[key] = [item];
  }

  /** Returns what has changed since the last call; undefined when nothing has. */
  take(): Records | undefined {
    const records = this.#records;
    this.#records = undefined;
    return records;
  }

  #of(kind: RecordKind): Record<string, unknown> {
    this.#records ??= {};
    const known = this.#records[kind];
    if (known) return known;
    // Without a prototype, a key such as __proto__ is a key like any other.
    const records: Record<string, unknown> = Object.create(null);
    this.#records[kind] = records;
    return records;
  }
}

/** A map whose changes are collected. */
export class RecordMap<Value> extends Map<string, Value> {
  readonly #kind: RecordKind;
  readonly #changes: Changes;

  constructor(kind: RecordKind, changes: Changes) {
    super();
    this.#kind = kind;
    this.#changes = changes;
  }

  override set(key: string, value: Value): this {
    this.#changes.set(this.#kind, key, value);
    return super.set(key, value);
  }

  override delete(key: string): boolean {
    const isDeleted = super.delete(key);
    if (isDeleted) this.#changes.remove(this.#kind, key);
    return isDeleted;
  }
}

/** Why records have changed: a request, a command of the control interface, a due event, or an attempt to deliver. */
export interface Cause {
  readonly kind: 'request' | 'command' | 'event' | 'attempt';
  /** The operation, the command, the event with its subject, or the id of the delivery. */
  readonly name: string;
}

/**
 * Runs a synchronous function on the state of an organization while nothing else runs on it, and stores what it has
 * changed. Returns its result at once, or a promise of it when storing takes time.
 */
export type RunTurn = <T>(cause: Cause, use: () => T) => T | Promise<T>;

/** Runs turns of an organization without a store and without a log. */
export const runAtOnce: RunTurn = (_cause, use) => use();
