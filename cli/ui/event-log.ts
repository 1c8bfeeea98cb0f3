import type { ServerSentEvent } from '../../fhir/http/send-events.ts';

/** An event before it has its number. */
interface Unnumbered {
  readonly type: string;
}

/** The events that a reader missed, because the log keeps the last ones only: it reads the state again. */
export interface Gap extends ServerSentEvent {
  readonly type: 'gap';
}

type Numbered<Event extends Unnumbered> = Event & ServerSentEvent;

/**
 * The last events of something that runs, numbered from 1, for readers that come, go and resume. A reader has a position and
 * no queue of its own.
 */
export class EventLog<Event extends Unnumbered> {
  readonly #limit: number;
  #events: readonly Numbered<Event>[] = [];
  #lastNumber = 0;
  /** The number of the last event that was dropped for the limit. */
  #droppedTo = 0;
  #isEnded = false;
  readonly #waiting = new Set<() => void>();

  /** @param limit the number of events that are kept */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Adds an event. With `isLatest` it replaces the ones of its type that are kept: only the newest counts. */
  add(event: Event, { isLatest = false }: { readonly isLatest?: boolean } = {}): void {
    const kept = isLatest ? this.#events.filter(({ type }) => type !== event.type) : this.#events;
    const events = [...kept, { ...event, number: ++this.#lastNumber }];
    const excess = Math.max(0, events.length - this.#limit);
    this.#droppedTo = events[excess - 1]?.number ?? this.#droppedTo;
    this.#events = events.slice(excess);
    this.#wake();
  }

  /** Ends the log: every reader ends when it has read all. */
  end(): void {
    this.#isEnded = true;
    this.#wake();
  }

  /**
   * Reads the events, and waits for more until the log ends.
   * @param after the number of the last event that the reader knows
   */
  read(after = 0): AsyncIterableIterator<Numbered<Event> | Gap> {
    let position = Math.min(after, this.#lastNumber);
    let isLeft = false;
    const next = async (): Promise<IteratorResult<Numbered<Event> | Gap>> => {
      for (;;) {
        if (isLeft) return { done: true, value: undefined };
        if (position < this.#droppedTo) {
          position = this.#droppedTo;
          return { done: false, value: { type: 'gap', number: position } };
        }
        const event = this.#events.find(({ number }) => number > position);
        if (event) {
          position = event.number;
          return { done: false, value: event };
        }
        if (this.#isEnded) return { done: true, value: undefined };
        await new Promise<void>((resolve) => this.#waiting.add(resolve));
      }
    };
    return {
      next,
      return: async () => {
        isLeft = true;
        this.#wake();
        return { done: true, value: undefined };
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }

  #wake(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const resolve of waiting) resolve();
  }
}
