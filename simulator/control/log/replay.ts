import { isTooDeep, MAX_DEPTH } from '../../../schema/depth.ts';
import { ControlError } from '../control-error.ts';
import { createInputReader } from '../inputs.ts';
import type { Snapshot } from '../snapshot/schema.ts';
import { type RecordedEntry, type RecordedLog, recordedLogSchema } from './schema.ts';

const readRecordedLog = createInputReader(recordedLogSchema);

/**
 * Returns the state after an entry of a recorded log. It is not checked: a restore does that.
 * @param until the number of the entry; default: the last one
 * @throws ControlError when the log is malformed, or has no such entry
 */
export function replayLog(value: unknown, until?: number): Snapshot {
  if (isTooDeep(value)) throw new ControlError('invalid', `expected at most ${MAX_DEPTH} levels of nesting, got more`);
  const log = readRecordedLog(value);
  requireNoGap(log);
  const last = log.number + log.entries.length;
  const end = until ?? last;
  if (!Number.isInteger(end) || end < log.number || end > last)
    throw new ControlError('invalid', `until: expected the number of an entry, ${log.number} to ${last}, got ${end}`);
  const entries = log.entries.slice(0, end - log.number);
  const start = entries.findLastIndex(({ state }) => state !== undefined);
  const replay = new Replay(entries[start]?.state ?? log.base);
  for (const entry of entries.slice(start + 1)) replay.apply(entry);
  return replay.state();
}

function requireNoGap({ number, entries }: RecordedLog): void {
  const index = entries.findIndex((entry, place) => entry.number !== number + 1 + place);
  if (index < 0) return;
  const expected = `entries[${index}].number: expected ${number + 1 + index}, the number after the one before`;
  throw new ControlError('invalid', `${expected}, got ${entries[index]?.number}`);
}

type Item<List extends 'patients' | 'appointments' | 'plans' | 'slots' | 'deliveries' | 'faults'> =
  Snapshot[List][number];

/** A state to which entries are applied, one after another. */
class Replay {
  #rest: Snapshot;
  readonly #patients = new Items<Item<'patients'>>(({ reference }) => reference);
  readonly #appointments = new Items<Item<'appointments'>>(({ id }) => id);
  readonly #plans = new Items<Item<'plans'>>(({ appointment }) => appointment);
  readonly #slots = new Items<Item<'slots'>>(({ schedule, start }) => `${schedule} ${start}`);
  readonly #deliveries = new Items<Item<'deliveries'>>(({ id }) => id);
  readonly #faults = new Items<Item<'faults'>>(({ fault }) => fault.id ?? '');

  constructor(base: Snapshot) {
    this.#rest = base;
    this.#put(base);
  }

  apply({ at, changes = {}, removed = {} }: RecordedEntry): void {
    const { clock, drawn, sequence } = this.#rest;
    this.#rest = {
      ...this.#rest,
      ...changes,
      // The clock may run between two entries.
      clock: { ...clock, ...changes.clock, now: at },
      drawn: { ...drawn, ...changes.drawn },
      sequence: (changes.slots ?? []).reduce(maxSequence, changes.sequence ?? sequence),
    };
    this.#put(changes);
    this.#patients.remove(removed.patients);
    this.#appointments.remove(removed.appointments);
    this.#plans.remove(removed.plans);
    this.#deliveries.remove(removed.deliveries);
    this.#faults.remove(removed.faults);
  }

  #put({ patients, appointments, plans, slots, deliveries, faults }: Partial<Snapshot>): void {
    this.#patients.put(patients);
    this.#appointments.put(appointments);
    this.#plans.put(plans);
    // A slot keeps the changes that it has.
    this.#slots.put(slots, (before, { schedule, start, changes }) => ({
      schedule,
      start,
      changes: [...before.changes, ...changes],
    }));
    this.#deliveries.put(deliveries);
    this.#faults.put(faults);
  }

  state(): Snapshot {
    return {
      ...this.#rest,
      patients: this.#patients.list(),
      appointments: this.#appointments.list(),
      plans: this.#plans.list(),
      slots: this.#slots.list(),
      deliveries: this.#deliveries.list(),
      faults: this.#faults.list(),
    };
  }
}

function maxSequence(sequence: number, { changes }: Item<'slots'>): number {
  return changes.reduce((max, change) => Math.max(max, change.sequence), sequence);
}

/** The items of a list of a state, by key. */
class Items<T> {
  readonly #items = new Map<string, T>();
  readonly #keyOf: (item: T) => string;

  constructor(keyOf: (item: T) => string) {
    this.#keyOf = keyOf;
  }

  /** @param merge returns an item that takes the place of one with the same key; default: the new one */
  put(items: readonly T[] = [], merge: (before: T, item: T) => T = (_before, item) => item): void {
    for (const item of items) {
      const key = this.#keyOf(item);
      const before = this.#items.get(key);
      this.#items.set(key, before === undefined ? item : merge(before, item));
    }
  }

  remove(keys: readonly string[] = []): void {
    for (const key of keys) this.#items.delete(key);
  }

  list(): readonly T[] {
    return [...this.#items.values()];
  }
}
