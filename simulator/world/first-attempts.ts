import { type Delivery, hasEnded } from '../domain/callback/delivery.ts';

/** The callers that wait until the first attempt of a delivery has ended, in this process or another one. */
export class FirstAttempts {
  readonly #waiting = new Map<string, () => void>();

  /** Resolves when the first attempt has ended, or the delivery waits for something else than its time. */
  wait(delivery: Delivery | undefined): Promise<void> {
    if (!delivery || !isAhead(delivery)) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.set(delivery.id, resolve));
  }

  /** Looks at the new state of a delivery; absent, it is removed. */
  note(id: string, delivery: Delivery | undefined): void {
    if (!delivery || !isAhead(delivery)) this.end(id);
  }

  /** Ends the wait for a delivery. */
  end(id: string): void {
    this.#waiting.get(id)?.();
    this.#waiting.delete(id);
  }

  /** Ends every wait. */
  close(): void {
    for (const id of this.#waiting.keys()) this.end(id);
  }
}

function isAhead(delivery: Delivery): boolean {
  return delivery.attempts.length === 0 && delivery.state !== 'held' && !hasEnded(delivery);
}
