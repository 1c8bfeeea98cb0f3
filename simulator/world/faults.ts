import { type FaultSubject, faultMatches, faultStrikes } from '../domain/fault/plan.ts';
import type { Fault, InboundFault, OutboundEffect, OutboundFault } from '../domain/fault/rule.ts';
import type { RandomStreams } from '../domain/random.ts';
import { Changes } from './changes.ts';

/** A fault with its id and its counters. */
export interface KnownFault {
  readonly fault: Fault & { readonly id: string };
  readonly matched: number;
  readonly struck: number;
}

/**
 * Returns the key of the record of a fault. It is no number, because an object has numbers before other keys, and the order
 * of faults matters.
 */
export function faultKey(id: string): string {
  return `fault ${id}`;
}

/** Returns the id of the fault of a record. */
export function faultIdOf(key: string): string {
  return key.slice('fault '.length);
}

/** The faults of an organization, in order: the first one that matches and strikes applies. */
export class Faults {
  readonly #random: RandomStreams;
  readonly #changes: Changes;
  #known: KnownFault[] = [];
  #lastNumber = 0;

  constructor(random: RandomStreams, changes = new Changes()) {
    this.#random = random;
    this.#changes = changes;
  }

  get any(): boolean {
    return this.#known.length > 0;
  }

  list(): readonly KnownFault[] {
    return this.#known;
  }

  /** Adds a fault; replaces a fault with the same id, and resets its counters. */
  add(fault: Fault): KnownFault {
    const id = fault.id ?? this.#nextId();
    const known = { fault: { ...fault, id }, matched: 0, struck: 0 };
    this.set(known);
    return known;
  }

  #nextId(): string {
    do this.#lastNumber++;
    while (this.#known.some(({ fault }) => fault.id === `fault-${this.#lastNumber}`));
    return `fault-${this.#lastNumber}`;
  }

  /** Stores a fault with its counters, in the place of the one with the same id. */
  set(known: KnownFault): void {
    const { id } = known.fault;
    const index = this.#known.findIndex(({ fault }) => fault.id === id);
    this.#known = index < 0 ? [...this.#known, known] : this.#known.with(index, known);
    this.#changes.set('fault', faultKey(id), known);
  }

  remove(id: string): boolean {
    const kept = this.#known.filter(({ fault }) => fault.id !== id);
    const isRemoved = kept.length < this.#known.length;
    this.#known = kept;
    if (isRemoved) this.#changes.remove('fault', faultKey(id));
    return isRemoved;
  }

  clear(): void {
    for (const { fault } of this.#known) this.remove(fault.id);
  }

  /** Returns the fault that strikes a request. */
  plan(subject: FaultSubject): (InboundFault & { readonly id: string }) | undefined {
    return this.#plan(subject, () => true) as (InboundFault & { readonly id: string }) | undefined;
  }

  /**
   * Returns the fault that strikes a callback.
   * @param considered selects the effects that are still possible
   */
  planCallback(
    subject: FaultSubject,
    considered: (effect: OutboundEffect['callback']) => boolean,
  ): OutboundFault | undefined {
    const isConsidered = ({ effect }: Fault): boolean => 'callback' in effect && considered(effect.callback);
    return this.#plan(subject, isConsidered) as OutboundFault | undefined;
  }

  #plan(subject: FaultSubject, considered: (fault: Fault) => boolean): Fault | undefined {
    for (const known of this.#known) {
      if (!considered(known.fault) || !faultMatches(known.fault, subject)) continue;
      const matched = known.matched + 1;
      const strikes = faultStrikes(known.fault, matched, () => this.#random.next(`fault ${known.fault.id}`));
      this.set({ ...known, matched, struck: known.struck + (strikes ? 1 : 0) });
      if (strikes) return known.fault;
    }
    return undefined;
  }
}
