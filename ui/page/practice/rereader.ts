/** The least pause between two readings, in milliseconds. */
const MIN_PAUSE_MS = 150;

/** Reads again what has changed: one reading at a time, and the last change is never missed. */
export interface Rereader {
  /** Says that something has changed. The first request reads at once. */
  request(): void;
  /** Stops; a reading that is under way is dropped. */
  stop(): void;
}

/**
 * Creates a reader of something that changes often.
 * @param now the time in milliseconds; after a reading, it pauses for twice as long as that reading took
 */
export function createRereader<T>({
  read,
  onRead,
  onError,
  now = () => performance.now(),
}: {
  read(): Promise<T>;
  onRead(value: T): void;
  onError(reason: unknown): void;
  now?(): number;
}): Rereader {
  let isBusy = false;
  let isStale = false;
  let isStopped = false;
  let pause: ReturnType<typeof setTimeout> | undefined;

  const readNow = async (): Promise<void> => {
    isBusy = true;
    isStale = false;
    const startedAt = now();
    try {
      const value = await read();
      if (!isStopped) onRead(value);
    } catch (reason) {
      if (!isStopped) onError(reason);
    }
    if (isStopped) return;
    pause = setTimeout(endPause, Math.max(MIN_PAUSE_MS, 2 * (now() - startedAt)));
  };
  const endPause = (): void => {
    isBusy = false;
    if (isStale) void readNow();
  };

  return {
    request() {
      if (isBusy) isStale = true;
      else void readNow();
    },
    stop() {
      isStopped = true;
      clearTimeout(pause);
    },
  };
}
