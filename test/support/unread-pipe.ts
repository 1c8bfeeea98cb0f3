import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { PATIENCE_MS } from './patience.ts';

/** A pipe for the output of a command, which is read only when a test does. */
export interface UnreadPipe {
  /** The file descriptor to write to. */
  readonly descriptor: number;
  /** Fills the pipe, so that the next write blocks. */
  fill(): void;
  /** Reads until the text matches; the filling is left out. */
  readUntil(pattern: RegExp): Promise<RegExpExecArray>;
  close(): void;
}

const FILLING = '\0';

export function openUnreadPipe(): UnreadPipe {
  const folder = mkdtempSync(join(tmpdir(), 'xis-testkit-pipe-'));
  const path = join(folder, 'pipe');
  execFileSync('mkfifo', [path]);
  // The command and its parent share the flags of a descriptor, and the start and end of a command reset them: ours is another.
  const own = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  const descriptor = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  const buffer = Buffer.alloc(64 * 1024);
  let text = '';
  return {
    descriptor,
    fill() {
      // In single bytes at the end: a write that does not fit as a whole is rejected.
      for (const size of [4096, 1]) {
        while (unlessBlocked(() => writeSync(own, FILLING.repeat(size))) !== undefined);
      }
    },
    readUntil: (pattern) =>
      vi.waitFor(() => {
        for (;;) {
          const size = unlessBlocked(() => readSync(own, buffer));
          if (size === undefined) break;
          text += buffer.toString('latin1', 0, size).replaceAll(FILLING, '');
        }
        const match = pattern.exec(text);
        if (!match) throw new Error(`expected ${pattern}, got ${text}`);
        return match;
      }, PATIENCE_MS),
    close() {
      closeSync(own);
      closeSync(descriptor);
      rmSync(folder, { recursive: true });
    },
  };
}

/** Returns undefined where a call would block. */
function unlessBlocked(call: () => number): number | undefined {
  try {
    return call();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return undefined;
    throw error;
  }
}
