/** Runs the work of each key one after the other. */
export class Lanes<Key> {
  readonly #last = new Map<Key, Promise<unknown>>();

  /** Runs `work` after the earlier work of its key, also when that has failed. */
  async run<Result>(key: Key, work: () => Promise<Result>): Promise<Result> {
    const turn = (this.#last.get(key) ?? Promise.resolve()).then(work);
    const settled = turn.catch(() => {});
    this.#last.set(key, settled);
    try {
      return await turn;
    } finally {
      if (this.#last.get(key) === settled) this.#last.delete(key);
    }
  }
}
