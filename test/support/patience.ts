/** How long a test waits, in milliseconds: on a busy machine the start of a process takes seconds. */
export const PATIENCE_MS = 300_000;
/** How long a step of a test waits for what it expects, in milliseconds: less, so that the test can say what it was. */
export const STEP_MS = 60_000;
