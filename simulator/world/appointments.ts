import { type Instant, plus } from '../../fhir/instant.ts';
import { overlaps } from '../domain/agenda/day-slots.ts';
import { type AppointmentRecord, isActive } from '../domain/booking/appointment.ts';
import { Changes } from './changes.ts';

const DAY_MS = 86_400_000;

/**
 * The appointments of an organization. A slot or a time is found by an index, so no change searches through all
 * appointments.
 */
export class Appointments {
  readonly #records = new Map<string, AppointmentRecord>();
  /** Active appointments by schedule and slot. */
  readonly #bySlot = new Map<string, Set<string>>();
  /** Active appointments by schedule and the UTC day of their start. */
  readonly #byDay = new Map<string, Set<string>>();
  /** The number of appointments by patient. */
  readonly #patients = new Map<string, number>();
  #sizeOfNextSweep = 0;
  readonly #changes: Changes;

  constructor(changes = new Changes()) {
    this.#changes = changes;
  }

  get size(): number {
    return this.#records.size;
  }

  get(id: string): AppointmentRecord | undefined {
    return this.#records.get(id);
  }

  /** Returns the appointments, oldest first. */
  list(): readonly AppointmentRecord[] {
    return [...this.#records.values()];
  }

  /** Stores an appointment, or its new version. */
  set(record: AppointmentRecord): void {
    const previous = this.#records.get(record.id);
    if (previous) this.#removeFromIndexes(previous);
    this.#records.set(record.id, record);
    this.#changes.set('appointment', record.id, record);
    this.#addToIndexes(record);
  }

  delete(id: string): void {
    const record = this.#records.get(id);
    if (!record) return;
    this.#removeFromIndexes(record);
    this.#records.delete(id);
    this.#changes.remove('appointment', id);
  }

  hasPatient(reference: string): boolean {
    return this.#patients.has(reference);
  }

  /**
   * Drops the appointments that have been settled for the longest time, and keeps `limit` of the settled ones. Does so
   * when their number may have doubled, so that few bookings pay for it.
   * @param settledSince returns the instant from which an appointment is settled; undefined for one that is needed
   * @returns the dropped appointments
   */
  dropSettled(
    limit: number,
    settledSince: (record: AppointmentRecord) => Instant | undefined,
  ): readonly AppointmentRecord[] {
    if (this.size <= Math.max(limit, this.#sizeOfNextSweep)) return [];
    const settled = this.list().flatMap((record) => {
      const since = settledSince(record);
      return since === undefined ? [] : [{ record, since }];
    });
    settled.sort((a, b) => a.since - b.since);
    const dropped = settled.slice(0, Math.max(settled.length - limit, 0)).map(({ record }) => record);
    for (const { id } of dropped) this.delete(id);
    this.#sizeOfNextSweep = 2 * this.size;
    return dropped;
  }

  /** Returns another active appointment that uses a slot. */
  findUser(scheduleId: string, slot: Instant, except: string): AppointmentRecord | undefined {
    for (const id of this.#bySlot.get(slotKey(scheduleId, slot)) ?? []) if (id !== except) return this.#records.get(id);
    return undefined;
  }

  /**
   * Returns an active appointment of a schedule that overlaps a time.
   * @param except the id of an appointment that does not count
   */
  findOverlapping(
    scheduleId: string,
    time: { readonly start: Instant; readonly end: Instant },
    except?: string,
  ): AppointmentRecord | undefined {
    // An appointment lasts 24 hours at most.
    for (let at = plus(time.start, -DAY_MS); dayOf(at) <= dayOf(time.end); at = plus(at, DAY_MS)) {
      for (const id of this.#byDay.get(dayKey(scheduleId, at)) ?? []) {
        const record = this.#records.get(id) as AppointmentRecord;
        if (id !== except && overlaps(record, time)) return record;
      }
    }
    return undefined;
  }

  #addToIndexes(record: AppointmentRecord): void {
    const { id, patient, scheduleId } = record;
    this.#patients.set(patient, (this.#patients.get(patient) ?? 0) + 1);
    if (!isActive(record)) return;
    for (const slot of record.slots) add(this.#bySlot, slotKey(scheduleId, slot), id);
    add(this.#byDay, dayKey(scheduleId, record.start), id);
  }

  #removeFromIndexes({ id, patient, scheduleId, slots, start }: AppointmentRecord): void {
    const remaining = (this.#patients.get(patient) ?? 0) - 1;
    if (remaining > 0) this.#patients.set(patient, remaining);
    else this.#patients.delete(patient);
    for (const slot of slots) remove(this.#bySlot, slotKey(scheduleId, slot), id);
    remove(this.#byDay, dayKey(scheduleId, start), id);
  }
}

function slotKey(scheduleId: string, slot: Instant): string {
  return `${scheduleId} ${slot}`;
}

function dayKey(scheduleId: string, at: Instant): string {
  return `${scheduleId} ${dayOf(at)}`;
}

function dayOf(at: Instant): number {
  return Math.floor(at / DAY_MS);
}

function add(index: Map<string, Set<string>>, key: string, id: string): void {
  const ids = index.get(key);
  if (ids) ids.add(id);
  else index.set(key, new Set([id]));
}

function remove(index: Map<string, Set<string>>, key: string, id: string): void {
  const ids = index.get(key);
  if (ids?.delete(id) && ids.size === 0) index.delete(key);
}
