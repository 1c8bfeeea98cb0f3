import type { XisResponse } from '../session/response.ts';
import type { BookingRequest, appointmentBody } from './bodies.ts';
import type { BookableSlot } from './slot-choice.ts';

/** An appointment that was made, or may have been. */
export interface CreatedAppointment {
  /** What the run file calls it. */
  readonly key: string;
  readonly request: BookingRequest;
  readonly slot: BookableSlot;
  /** The logical id; undefined when no answer told it. */
  readonly id: string | undefined;
  readonly response: XisResponse;
}

/** A request for an appointment, and what it came to. */
export interface BookingAttempt {
  readonly request: BookingRequest;
  readonly response: XisResponse;
  /** Undefined when the answer does not say that it was made. */
  readonly created?: CreatedAppointment;
}

/** A request to book: the published body of a slot, or a spoiled one. */
export interface BookingIntent {
  readonly purpose: string;
  readonly slot: BookableSlot;
  readonly body?: (body: ReturnType<typeof appointmentBody>) => unknown;
  readonly rawBody?: (text: string) => string;
}
