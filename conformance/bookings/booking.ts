import type { Reply } from '../session/response.ts';
import type { Asked, appointmentBody } from './bodies.ts';
import type { Bookable } from './slot-choice.ts';

/** An appointment that was made, or may have been. */
export interface Booking {
  /** What the run file calls it. */
  readonly key: string;
  readonly asked: Asked;
  readonly slot: Bookable;
  /** The logical id; undefined when no answer told it. */
  readonly id: string | undefined;
  readonly reply: Reply;
}

/** A request for an appointment, and what it came to. */
export interface Attempt {
  readonly asked: Asked;
  readonly reply: Reply;
  /** Undefined when the answer does not say that it was made. */
  readonly booking?: Booking;
}

/** A request to book: the published body of a slot, or a spoiled one. */
export interface Wish {
  readonly purpose: string;
  readonly slot: Bookable;
  readonly body?: (body: ReturnType<typeof appointmentBody>) => unknown;
  readonly rawBody?: (text: string) => string;
}
