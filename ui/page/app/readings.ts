/** Readings of the same state, of which only the latest one counts. */
export interface Readings {
  /** Begins a reading; one that is under way no longer counts. */
  begin(): void;
  /** Resolves when no reading is under way: what happened meanwhile can be applied to its result. */
  settle(): Promise<void>;
  /** Ends: no reading counts any longer. */
  stop(): void;
  readonly isStopped: boolean;
}

/**
 * Creates the readings of a state. An older reading may end after a newer one, when a connection is lost and comes back.
 * @param read reads the state, and applies it if `isLatest` still returns true; it never rejects
 */
export function createReadings(read: (isLatest: () => boolean) => Promise<void>): Readings {
  let latest = 0;
  let isStopped = false;
  let reading: Promise<void> | undefined;
  return {
    begin() {
      latest += 1;
      const number = latest;
      const done = read(() => !isStopped && number === latest).then(() => {
        if (number === latest) reading = undefined;
      });
      reading = done;
    },
    async settle() {
      // A newer one may have begun meanwhile.
      while (reading) await reading;
    },
    stop() {
      isStopped = true;
    },
    get isStopped() {
      return isStopped;
    },
  };
}
