import { stat } from 'node:fs/promises';

/** How often a file is looked at, in milliseconds. */
const PERIOD_MS = 250;

/** What a named pipe is like at any time: it is read once, by the start, and another reading would wait for a writer. */
const PIPE = 'pipe';

/** A file that is looked at again and again. */
export interface FollowedFile {
  /**
   * Calls a function after each change of the file, when it has been at rest for a period, until the signal aborts.
   * @param wait waits a number of milliseconds, or until the signal aborts
   */
  follow(
    onChange: () => Promise<void>,
    options: {
      readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
      readonly signal: AbortSignal;
    },
  ): Promise<void>;
}

/**
 * Remembers a file as it is now, for its changes. It is looked at, because events of a file system do not come from a network
 * drive or a folder that a container mounts, and differ with each way in which editors and Kubernetes replace a file.
 */
export async function rememberFile(path: string): Promise<FollowedFile> {
  let known = await fingerprint(path);
  return {
    async follow(onChange, { wait, signal }) {
      let last = known;
      for (;;) {
        await wait(PERIOD_MS, signal);
        if (signal.aborted) return;
        const now = await fingerprint(path);
        const isAtRest = now === last;
        last = now;
        if (now === known || now === PIPE || !isAtRest) continue;
        known = now;
        await onChange();
      }
    },
  };
}

/** Returns a text that differs when a file was changed, or replaced by another one; empty for a missing file. */
async function fingerprint(path: string): Promise<string> {
  const found = await stat(path, { bigint: true }).catch(() => undefined);
  if (found?.isFIFO()) return PIPE;
  return found === undefined ? '' : `${found.dev} ${found.ino} ${found.size} ${found.mtimeNs} ${found.ctimeNs}`;
}
