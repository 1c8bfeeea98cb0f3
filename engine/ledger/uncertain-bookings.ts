import { parseInstant } from '../../fhir/instant.ts';
import { idIn } from '../../fhir/reference.ts';
import type { LedgerEntry } from './entry.ts';

/** A booking that ended unknown: the XIS may have stored it, under an id that Spreekuur.nl does not know (AP-12). */
export type UncertainBooking = Pick<LedgerEntry, 'start' | 'end' | 'patient'>;

/** How long callbacks about an unknown appointment may be about a booking that ended unknown, in milliseconds. */
const HOLD_MS = 600_000;

export interface UncertainContext {
  /** Returns the time in milliseconds since the epoch. */
  now(): number;
  /** Reads an appointment from the XIS; undefined where it cannot be read. */
  read(appointmentId: string): Promise<FoundAppointment | undefined>;
}

/** An appointment in the XIS. */
export interface FoundAppointment {
  readonly start: string;
  /** The logical id of its patient, where the XIS shows it. */
  readonly patientId?: string;
}

/** The bookings that ended unknown in the last ten minutes, until their ids are learned. */
export class UncertainBookings {
  readonly #context: UncertainContext;
  #bookings: readonly (UncertainBooking & { readonly until: number })[] = [];
  /** The ids that are of no uncertain booking. */
  readonly #others = new Set<string>();
  #isLookingUp = false;

  constructor(context: UncertainContext) {
    this.#context = context;
  }

  add(booking: UncertainBooking): void {
    this.#others.clear();
    this.#bookings = [...this.#bookings, { ...booking, until: this.#context.now() + HOLD_MS }];
  }

  /** Returns whether an unknown appointment may be one of them. */
  mayInclude(appointmentId: string): boolean {
    const now = this.#context.now();
    this.#bookings = this.#bookings.filter(({ until }) => now < until);
    return this.#bookings.length > 0 && !this.#others.has(appointmentId);
  }

  /**
   * Looks an appointment up in the XIS, one at a time, and calls `found` with the booking of its start and patient, which
   * then is no longer uncertain.
   */
  lookUp(appointmentId: string, found: (booking: UncertainBooking) => void): void {
    if (this.#isLookingUp) return;
    this.#isLookingUp = true;
    void this.#context
      .read(appointmentId)
      .then((appointment) => {
        // The XIS may store it later than its decision leaves.
        if (!appointment) return;
        const booking = this.#bookings.find((candidate) => isSame(candidate, appointment));
        if (!booking) return void this.#others.add(appointmentId);
        this.#bookings = this.#bookings.filter((candidate) => candidate !== booking);
        found(booking);
      })
      // The next attempt of the XIS looks it up again.
      .catch(() => undefined)
      .finally(() => {
        this.#isLookingUp = false;
      });
  }
}

function isSame({ start, patient }: UncertainBooking, found: FoundAppointment): boolean {
  const isOfPatient = found.patientId === undefined || idIn('Patient', patient ?? '') === found.patientId;
  return isOfPatient && parseInstant(start) === parseInstant(found.start);
}
