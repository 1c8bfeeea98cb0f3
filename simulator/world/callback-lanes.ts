/** The callbacks of an organization that are under way to one url at the same time. The others wait for their turn. */
export const MAX_CALLBACKS_PER_RECEIVER = 16;

/** A receiver: the callbacks under way, and those that wait, first come first served. */
interface Lane {
  underWay: number;
  readonly waiting: Set<() => void>;
}

/**
 * Bounds the callbacks that are under way, for each url on its own: a receiver that is silent costs another one nothing.
 */
export class CallbackLanes {
  readonly #lanes = new Map<string, Lane>();

  /**
   * Enters the lane of a url; each entry needs one `leave`.
   * @returns a promise of the turn; undefined when it is there at once
   */
  enter(url: string): Promise<void> | undefined {
    const lane = this.#lanes.get(url) ?? { underWay: 0, waiting: new Set() };
    this.#lanes.set(url, lane);
    if (lane.underWay < MAX_CALLBACKS_PER_RECEIVER) {
      lane.underWay++;
      return undefined;
    }
    return new Promise((resolve) => lane.waiting.add(resolve));
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

  /** Gives every waiting callback its turn, for the end of an organization. */
  close(): void {
    for (const { waiting } of this.#lanes.values()) for (const resolve of waiting) resolve();
    this.#lanes.clear();
  }
}
