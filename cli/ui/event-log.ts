import type { ServerSentEvent } from '../../fhir/http/send-events.ts';

/** An event without its number. */
type Unnumbered<Event> = Event extends unknown ? Omit<Event, 'number'> : never;

/** The events of one subject, which readers follow and resume. */
export interface EventLog<Event extends ServerSentEvent> {
  /** Appends an event. With `isLatest` it replaces the event of its type that is kept: only the newest counts. */
  append(event: Unnumbered<Event>, options?: { readonly isLatest?: boolean }): void;
  /** Ends every reader after the last event. */
  end(): void;
  /** Reads the events after a number, and follows. A reader has a position and no queue of its own. */
  read(after: number): AsyncIterableIterator<Event>;
}

/**
 * Creates a log of events in memory.
 * @param options.limit the number of events that are kept, the last ones; default: all
 */
export function createEventLog<Event extends ServerSentEvent>({
  limit = Number.POSITIVE_INFINITY,
} = {}): EventLog<Event> {
  let events: readonly Event[] = [];
  let number = 0;
  let hasEnded = false;
  const waiting = new Set<() => void>();
  const wake = (): void => {
    for (const resume of waiting) resume();
    waiting.clear();
  };
  return {
    append(event, { isLatest = false } = {}) {
      const kept = isLatest ? events.filter(({ type }) => type !== event.type) : events;
      events = [...kept, { ...event, number: ++number } as unknown as Event].slice(-limit);
      wake();
    },
    end() {
      hasEnded = true;
      wake();
    },
    read(after) {
      let position = after;
      let isStopped = false;
      return {
        async next() {
          for (;;) {
            const event = events.find((candidate) => candidate.number > position);
            if (isStopped || (!event && hasEnded)) return { done: true, value: undefined };
            if (event) {
              position = event.number;
              return { done: false, value: event };
            }
            await new Promise<void>((resolve) => waiting.add(resolve));
          }
        },
        async return() {
          isStopped = true;
          wake();
          return { done: true, value: undefined };
        },
        [Symbol.asyncIterator]() {
          return this;
        },
      };
    },
  };
}
