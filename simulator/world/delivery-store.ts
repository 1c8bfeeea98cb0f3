import { type Delivery, type HeldFor, hasEnded } from '../domain/callback/delivery.ts';
import type { Retention } from '../domain/practice.ts';
import { Changes } from './changes.ts';
import { RecentItems } from './recent-items.ts';

/** The deliveries of an organization by id, appointment and the event that they wait for. */
export class DeliveryStore {
  readonly #all = new Map<string, Delivery>();
  /** The deliveries that have not ended, by appointment, in the order of their numbers. */
  readonly #open = new Map<string, string[]>();
  readonly #sending = new Set<string>();
  readonly #held = new Map<HeldFor, Set<string>>();
  readonly #ended: RecentItems<Delivery>;
  readonly #changes: Changes;

  /** @param retention of deliveries that have ended; the others are kept until they end */
  constructor(retention: Retention, changes = new Changes()) {
    this.#changes = changes;
    this.#ended = new RecentItems(retention, sizeOfDelivery, (delivery) => this.#forget(delivery));
  }

  list(): readonly Delivery[] {
    return [...this.#all.values()];
  }

  get(id: string): Delivery | undefined {
    return this.#all.get(id);
  }

  hasOpen(appointment: string): boolean {
    return this.#open.has(appointment);
  }

  /** Returns the delivery of an appointment with the lowest number that has not ended and passes a test. */
  findOpen(appointment: string, test: (delivery: Delivery) => boolean): Delivery | undefined {
    for (const id of this.#open.get(appointment) ?? []) {
      const delivery = this.#all.get(id) as Delivery;
      if (test(delivery)) return delivery;
    }
    return undefined;
  }

  /** Returns the deliveries that wait for an event, in the order of their numbers. */
  listHeld(heldFor: HeldFor): readonly Delivery[] {
    const ids = [...(this.#held.get(heldFor) ?? [])].sort((a, b) => numberOf(a) - numberOf(b));
    return ids.map((id) => this.#all.get(id) as Delivery);
  }

  /** Returns the deliveries that are being sent. */
  listSending(): readonly Delivery[] {
    return [...this.#sending].map((id) => this.#all.get(id) as Delivery);
  }

  /** Stores a delivery, or its new state. Drops the oldest ended deliveries above the retention. */
  set(delivery: Delivery): void {
    const { id, appointment, heldFor } = delivery;
    const previous = this.#all.get(id);
    if (previous?.heldFor !== undefined) remove(this.#held, previous.heldFor, id);
    this.#all.set(id, delivery);
    this.#changes.set('delivery', id, delivery);
    if (heldFor !== undefined) add(this.#held, heldFor, id);
    if (delivery.state === 'sending') this.#sending.add(id);
    else this.#sending.delete(id);
    const wasOpen = previous !== undefined && !hasEnded(previous);
    if (!hasEnded(delivery)) {
      if (!wasOpen) this.#open.set(appointment, insertByNumber(this.#open.get(appointment) ?? [], id));
      return;
    }
    if (wasOpen) this.#close(delivery);
    this.#ended.add(delivery);
  }

  #close({ id, appointment }: Delivery): void {
    const ids = (this.#open.get(appointment) ?? []).filter((open) => open !== id);
    if (ids.length > 0) this.#open.set(appointment, ids);
    else this.#open.delete(appointment);
  }

  /** Drops the deliveries of appointments. */
  drop(appointments: ReadonlySet<string>): void {
    for (const delivery of this.#all.values()) if (appointments.has(delivery.appointment)) this.#delete(delivery);
  }

  delete(id: string): void {
    const delivery = this.#all.get(id);
    if (delivery) this.#delete(delivery);
  }

  #delete(delivery: Delivery): void {
    const { id, heldFor } = delivery;
    if (heldFor !== undefined) remove(this.#held, heldFor, id);
    if (!hasEnded(delivery)) this.#close(delivery);
    this.#all.delete(id);
    this.#sending.delete(id);
    this.#changes.remove('delivery', id);
  }

  clear(): void {
    this.#all.clear();
    this.#open.clear();
    this.#held.clear();
    this.#sending.clear();
    this.#ended.clear();
  }

  /** Forgets an ended delivery, unless it is sent again or has ended once more. */
  #forget(delivery: Delivery): void {
    if (this.#all.get(delivery.id) === delivery) this.#delete(delivery);
  }
}

/** Returns the number of a delivery: an earlier one has a lower number. */
export function numberOf(id: string): number {
  return Number(id.slice(1));
}

/** Inserts an id into a list by its number; most are the last. */
function insertByNumber(ids: string[], id: string): string[] {
  let at = ids.length;
  while (at > 0 && numberOf(ids[at - 1] as string) > numberOf(id)) at--;
  ids.splice(at, 0, id);
  return ids;
}

/** Returns the approximate memory of a delivery, in bytes. */
export function sizeOfDelivery(delivery: Delivery): number {
  return 500 + 2 * JSON.stringify(delivery).length;
}

function add<K>(index: Map<K, Set<string>>, key: K, id: string): void {
  const ids = index.get(key);
  if (ids) ids.add(id);
  else index.set(key, new Set([id]));
}

function remove<K>(index: Map<K, Set<string>>, key: K, id: string): void {
  const ids = index.get(key);
  if (ids?.delete(id) && ids.size === 0) index.delete(key);
}
