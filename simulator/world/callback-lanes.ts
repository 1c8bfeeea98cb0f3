/** The callbacks that are under way to one url at the same time. The others wait for their turn. */
export const MAX_CALLBACKS_PER_RECEIVER = 16;

/** A receiver: the callbacks under way, and those that wait, first come first served. */
interface Lane {
  underWay: number;
  /** Each is called with whether its turn has come. */
  readonly waiting: Set<(hasPlace: boolean) => void>;
}

/**
 * Bounds the callbacks of a simulator that are under way, for each url on its own: a receiver that is silent costs another one nothing.
 */
export class CallbackLanes {
  readonly #lanes = new Map<string, Lane>();
  /** Is called when the last one has left; undefined before `drain`. */
  #onEmpty: (() => void) | undefined;

  /** Whether no callback may enter any more. */
  get isDraining(): boolean {
    return this.#onEmpty !== undefined;
  }

  /** Lets no more callbacks enter, and waits until those under way have left. */
  drain(): Promise<void> {
    return new Promise((resolve) => {
      this.#onEmpty = resolve;
      for (const { waiting } of this.#lanes.values()) for (const waiter of waiting) waiter(false);
      if (this.#lanes.size === 0) resolve();
    });
  }

  /**
   * Enters the lane of a url; each turn needs one `leave`.
   * @param signal gives up the wait, for the end of an organization
   * @returns whether the turn has come; undefined when it is there at once
   */
  enter(url: string, signal: AbortSignal): Promise<boolean> | undefined {
    if (this.isDraining) return Promise.resolve(false);
    const lane = this.#lanes.get(url) ?? { underWay: 0, waiting: new Set() };
    this.#lanes.set(url, lane);
    if (lane.underWay < MAX_CALLBACKS_PER_RECEIVER) {
      lane.underWay++;
      return undefined;
    }
    if (signal.aborted) return Promise.resolve(false);
    return new Promise((resolve) => {
      const end = (hasPlace: boolean): void => {
        lane.waiting.delete(end);
        signal.removeEventListener('abort', giveUp);
        resolve(hasPlace);
      };
      const giveUp = (): void => end(false);
      lane.waiting.add(end);
      signal.addEventListener('abort', giveUp, { once: true });
    });
  }

  leave(url: string): void {
    const lane = this.#lanes.get(url);
    if (!lane) return;
    const [next] = lane.waiting;
    if (next) return next(true);
    if (--lane.underWay === 0) this.#lanes.delete(url);
    if (this.#lanes.size === 0) this.#onEmpty?.();
  }
}
