/** How long a test waits, in milliseconds: on a busy machine the start of a process takes seconds. */
export const PATIENCE_MS = 300_000;
