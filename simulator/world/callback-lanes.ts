/** The callbacks that are under way to one url at the same time. The others wait for their turn. */
export const MAX_CALLBACKS_PER_RECEIVER = 16;

/** A receiver: the callbacks under way, and those that wait, first come first served. */
interface Lane {
  underWay: number;
  readonly waiting: Set<() => void>;
}

/**
 * Bounds the callbacks of a simulator that are under way, for each url on its own: a receiver that is silent costs another one nothing.
 */
export class CallbackLanes {
  readonly #lanes = new Map<string, Lane>();

  /**
   * Enters the lane of a url; each turn needs one `leave`.
   * @param signal gives up the wait, for the end of an organization
   * @returns whether the turn has come; undefined when it is there at once
   */
  enter(url: string, signal: AbortSignal): Promise<boolean> | undefined {
    const lane = this.#lanes.get(url) ?? { underWay: 0, waiting: new Set() };
    this.#lanes.set(url, lane);
    if (lane.underWay < MAX_CALLBACKS_PER_RECEIVER) {
      lane.underWay++;
      return undefined;
    }
    if (signal.aborted) return Promise.resolve(false);
    return new Promise((resolve) => {
      const take = (): void => {
        signal.removeEventListener('abort', giveUp);
        resolve(true);
      };
      const giveUp = (): void => {
        lane.waiting.delete(take);
        resolve(false);
      };
      lane.waiting.add(take);
      signal.addEventListener('abort', giveUp, { once: true });
    });
  }

  leave(url: string): void {
    const lane = this.#lanes.get(url);
    if (!lane) return;
    const [next] = lane.waiting;
    if (next) {
      lane.waiting.delete(next);
      next();
    } else if (--lane.underWay === 0) this.#lanes.delete(url);
  }
}
