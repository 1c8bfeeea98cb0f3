import { type FaultSubject, faultMatches, faultStrikes } from '../domain/fault/plan.ts';
import type { Fault, InboundFault, OutboundEffect, OutboundFault } from '../domain/fault/rule.ts';
import type { RandomStreams } from '../domain/random.ts';

/** A fault with its id, and how often it has matched and struck. */
export interface KnownFault {
  readonly fault: Fault & { readonly id: string };
  readonly matched: number;
  readonly struck: number;
}

/** The faults of one organization, in order: of those that match, the first that strikes is applied. */
export class Faults {
  readonly #draws: RandomStreams;
  #known: { fault: Fault & { id: string }; matched: number; struck: number }[] = [];
  #lastNumber = 0;

  constructor(draws: RandomStreams) {
    this.#draws = draws;
  }

  get any(): boolean {
    return this.#known.length > 0;
  }

  list(): readonly KnownFault[] {
    return this.#known.map((known) => ({ ...known }));
  }

  /** Adds a fault; one with the same id is replaced, and counts from zero. */
  add(fault: Fault): KnownFault {
    const id = fault.id ?? this.#nextId();
    const known = { fault: { ...fault, id }, matched: 0, struck: 0 };
    const index = this.#known.findIndex((other) => other.fault.id === id);
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

  /** Takes over what a snapshot holds. */
  restore(known: readonly KnownFault[]): void {
    this.#known = known.map((one) => ({ ...one }));
  }

  /** The fault of an answer that strikes now. */
  plan(subject: FaultSubject): (InboundFault & { readonly id: string }) | undefined {
    return this.#plan(subject, () => true) as (InboundFault & { readonly id: string }) | undefined;
  }

  /**
   * The fault of a callback that strikes now.
   * @param considered which effects can still be brought about
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
      if (!faultStrikes(known.fault, known.matched, () => this.#draws.next(`fault ${known.fault.id}`))) continue;
      known.struck++;
      return known.fault;
    }
    return undefined;
  }
}
