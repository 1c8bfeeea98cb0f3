import type { ServerSentEvent } from '../../fhir/http/send-events.ts';

/** An event before it has its number. */
interface Unnumbered {
  readonly type: string;
}

/** The events that a reader missed, because the log keeps the last ones only: it reads the state again. */
interface Gap extends ServerSentEvent {
  readonly type: 'gap';
}

/** The last events of something that runs, numbered from 1, for readers that come, go and resume. */
export class EventLog<Event extends Unnumbered> {
  readonly #limit: number;
  #events: (Event & ServerSentEvent)[] = [];
  #dropped = 0;
  #isEnded = false;
  readonly #waiting = new Set<() => void>();

  /** @param limit the number of events that are kept */
  constructor(limit: number) {
    this.#limit = limit;
  }

  add(event: Event): void {
    this.#events.push({ ...event, number: this.#dropped + this.#events.length + 1 });
    if (this.#events.length > this.#limit) {
      this.#events.shift();
      this.#dropped++;
    }
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
  read(after = 0): AsyncIterableIterator<(Event & ServerSentEvent) | Gap> {
    let position = Math.min(after, this.#dropped + this.#events.length);
    let isLeft = false;
    const next = async (): Promise<IteratorResult<(Event & ServerSentEvent) | Gap>> => {
      for (;;) {
        if (isLeft) return { done: true, value: undefined };
        if (position < this.#dropped) {
          position = this.#dropped;
          return { done: false, value: { type: 'gap', number: position } };
        }
        const event = this.#events[position - this.#dropped];
        if (event) {
          position++;
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
