import { parseInstant } from '../../fhir/instant.ts';
import type { LedgerEntry } from './entry.ts';

/** A booking that ended unknown: the XIS may have stored it, under an id that Spreekuur.nl does not know (AP-12). */
export type UncertainBooking = Pick<LedgerEntry, 'start' | 'end' | 'patient'>;

/** How long callbacks about an unknown appointment may be about a booking that ended unknown, in milliseconds. */
const HOLD_MS = 600_000;

export interface UncertainContext {
  /** Returns the time in milliseconds since the epoch. */
  now(): number;
  /** Reads the start of an appointment from the XIS; undefined where it cannot be read. */
  readStart(appointmentId: string): Promise<string | undefined>;
}

/** The bookings that ended unknown in the last ten minutes, until their ids are learned. */
export class UncertainBookings {
  readonly #context: UncertainContext;
  #bookings: readonly (UncertainBooking & { readonly until: number })[] = [];
  #isLookingUp = false;

  constructor(context: UncertainContext) {
    this.#context = context;
  }

  add(booking: UncertainBooking): void {
    this.#bookings = [...this.#bookings, { ...booking, until: this.#context.now() + HOLD_MS }];
  }

  /** Returns whether an unknown appointment may be one of them. */
  isAny(): boolean {
    const now = this.#context.now();
    this.#bookings = this.#bookings.filter(({ until }) => now < until);
    return this.#bookings.length > 0;
  }

  /**
   * Looks an appointment up in the XIS, one at a time, and calls `found` with the booking of its start, which then is no
   * longer uncertain.
   */
  lookUp(appointmentId: string, found: (booking: UncertainBooking) => void): void {
    if (this.#isLookingUp) return;
    this.#isLookingUp = true;
    void this.#context
      .readStart(appointmentId)
      .then((start) => {
        const booking = this.#bookings.find((candidate) => parseInstant(candidate.start) === parseInstant(start ?? ''));
        if (!booking) return;
        this.#bookings = this.#bookings.filter((candidate) => candidate !== booking);
        found(booking);
      })
      .finally(() => {
        this.#isLookingUp = false;
      });
  }
}
