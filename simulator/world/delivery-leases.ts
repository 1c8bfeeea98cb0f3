import type { Instant } from '../../fhir/instant.ts';
import type { System } from '../system.ts';

/** The real milliseconds that a process has beyond the time-out of a callback: for its token, and for the store. */
export const LEASE_MS = 15_000;

/**
 * The leases of callbacks that other processes send: until a real instant, the process that has taken a callback is
 * expected to finish it.
 */
export class DeliveryLeases {
  readonly #system: System;
  readonly #onEnd: (id: string) => void;
  readonly #cancel = new Map<string, () => void>();

  /** @param onEnd is called with a delivery whose lease has ended */
  constructor(system: System, onEnd: (id: string) => void) {
    this.#system = system;
    this.#onEnd = onEnd;
  }

  /** Watches the lease of a delivery; returns whether it has ended already. */
  watch(id: string, until: Instant | undefined): boolean {
    this.forget(id);
    const wait = (until ?? this.#system.now()) - this.#system.now();
    if (wait <= 0) return true;
    this.#cancel.set(
      id,
      this.#system.after(wait, () => this.#onEnd(id)),
    );
    return false;
  }

  forget(id: string): void {
    this.#cancel.get(id)?.();
    this.#cancel.delete(id);
  }

  close(): void {
    for (const cancel of this.#cancel.values()) cancel();
    this.#cancel.clear();
  }
}
