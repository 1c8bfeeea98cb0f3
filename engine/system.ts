/** What the engine takes from the machine; tests give their own. */
export interface EngineSystem {
  /** The time, in milliseconds since the epoch. */
  now(): number;
  /** A steady count of milliseconds. */
  elapsed(): number;
  readonly fetch: typeof fetch;
}

/** The real clock and network. */
export const realSystem: EngineSystem = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  fetch: (...request) => fetch(...request),
};
