import { type FaultSubject, faultMatches, faultStrikes } from '../domain/fault/plan.ts';
import type { Fault, InboundFault, OutboundEffect, OutboundFault } from '../domain/fault/rule.ts';
import type { RandomStreams } from '../domain/random.ts';

/** A fault with its id and its counters. */
export interface KnownFault {
  readonly fault: Fault & { readonly id: string };
  readonly matched: number;
  readonly struck: number;
}

/** The faults of an organization, in order: the first one that matches and strikes applies. */
export class Faults {
  readonly #random: RandomStreams;
  #known: { fault: Fault & { id: string }; matched: number; struck: number }[] = [];
  #lastNumber = 0;

  constructor(random: RandomStreams) {
    this.#random = random;
  }

  get any(): boolean {
    return this.#known.length > 0;
  }

  list(): readonly KnownFault[] {
    return this.#known.map((known) => ({ ...known }));
  }

  /** Adds a fault; replaces a fault with the same id, and resets its counters. */
  add(fault: Fault): KnownFault {
    const id = fault.id ?? this.#nextId();
    const known = { fault: { ...fault, id }, matched: 0, struck: 0 };
    const index = this.#known.findIndex(({ fault: { id: knownId } }) => knownId === id);
    if (index < 0) this.#known.push(known);
    else this.#known[index] = known;
    return { ...known };
  }

  #nextId(): string {
    do this.#lastNumber++;
    while (this.#known.some(({ fault }) => fault.id === `fault-${this.#lastNumber}`));
    return `fault-${this.#lastNumber}`;
  }

  remove(id: string): boolean {
    const before = this.#known.length;
    this.#known = this.#known.filter(({ fault }) => fault.id !== id);
    return this.#known.length < before;
  }

  clear(): void {
    this.#known = [];
  }

  /** Restores faults from a snapshot. */
  restore(known: readonly KnownFault[]): void {
    this.#known = known.map((fault) => ({ ...fault }));
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
      known.matched++;
      if (!faultStrikes(known.fault, known.matched, () => this.#random.next(`fault ${known.fault.id}`))) continue;
      known.struck++;
      return known.fault;
    }
    return undefined;
  }
}
