import { fstatSync, writeSync } from 'node:fs';
import { isatty } from 'node:tty';
import { escapeControlCharacters } from '../output/terminal-text.ts';

/** The size of text that waits for its reader, in UTF-16 code units, from which lines of a log are dropped. */
const MAX_UNREAD = 1024 * 1024;
/** How long an interrupted command waits for a reader that reads nothing, in milliseconds. */
const GRACE_MS = 500;

/** The codes of errors about a reader that has gone. */
const GONE = new Set<string | undefined>(['EPIPE', 'ECONNRESET', 'ERR_STREAM_DESTROYED']);

/** Where text goes: standard output or standard error, or a replacement in tests. */
export interface Sink {
  /** Calls `done` when the system has the text, or with the reason why it has not. */
  write(text: string | Uint8Array, done: (error?: Error | null) => void): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** A stream of the process. An error while writing never ends the command: its work goes on, and its exit code shows it. */
export interface ProcessOutput {
  readonly isTTY: boolean;
  readonly columns: number | undefined;
  /** Whether text could not be written. A reader that has gone (`| head`) wanted no more, and does not count. */
  readonly isIncomplete: boolean;
  /** Writes text or bytes, and keeps them until they are read. */
  write(text: string | Uint8Array): void;
  /**
   * Writes a line of a log. It is dropped while too much of the output is unread, or when it cannot be written.
   * @param note formats the number of dropped lines, for the log, before the next line that can be written
   */
  log(line: string, note: (dropped: number) => string): void;
  /**
   * Resolves when everything is read or lost.
   * @param graceMs ends the wait for a reader that reads nothing for so many milliseconds
   */
  drained(graceMs?: number): Promise<void>;
}

/**
 * Creates the output of a sink.
 * @param onError is called at the first error, unless the reader has gone
 */
export function createOutput(
  sink: Sink,
  onError: (error: NodeJS.ErrnoException) => void,
  maxUnread = MAX_UNREAD,
): ProcessOutput {
  let unread = 0;
  let dropped = 0;
  let hasFailed = false;
  let isIncomplete = false;
  const waiters = new Set<() => void>();

  const send = (text: string | Uint8Array, onLost: (isReaderGone: boolean) => void): void => {
    unread += text.length;
    sink.write(text, (error) => {
      unread -= text.length;
      if (error) {
        const isReaderGone = GONE.has((error as NodeJS.ErrnoException).code);
        onLost(isReaderGone);
        if (!isReaderGone && !hasFailed) onError(error);
        hasFailed ||= !isReaderGone;
      }
      for (const wake of waiters) wake();
    });
  };

  return {
    get isTTY() {
      return sink.isTTY === true;
    },
    get columns() {
      return sink.columns;
    },
    get isIncomplete() {
      return isIncomplete;
    },
    write: (text) =>
      send(text, (isReaderGone) => {
        isIncomplete ||= !isReaderGone;
      }),
    log(line, note) {
      if (unread > maxUnread) {
        dropped++;
        return;
      }
      const missing = dropped;
      dropped = 0;
      send(missing === 0 ? line : note(missing) + line, () => {
        dropped += missing + 1;
      });
    },
    drained: (graceMs) =>
      new Promise((resolve) => {
        let timer: NodeJS.Timeout | undefined;
        const end = (): void => {
          clearTimeout(timer);
          waiters.delete(check);
          resolve();
        };
        const check = (): void => {
          clearTimeout(timer);
          if (unread === 0) end();
          else if (graceMs !== undefined) timer = setTimeout(end, graceMs);
        };
        waiters.add(check);
        check();
      }),
  };
}

/** Returns the sink of a file descriptor of the process. */
function openSink(descriptor: 1 | 2, stream: NodeJS.WriteStream): Sink {
  // Reported to the callback of each write.
  stream.on('error', () => undefined);
  const isStream = isatty(descriptor) || fstatSync(descriptor).isFIFO() || fstatSync(descriptor).isSocket();
  return isStream ? stream : { write: (text, done) => done(writeWhole(descriptor, text)) };
}

/** Writes to a file. Node's own stream would not report the rest of a text for which the disk has no room. */
function writeWhole(descriptor: number, text: string | Uint8Array): Error | undefined {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
    return undefined;
  } catch (error) {
    return error as Error;
  }
}

/** Standard error. */
export const stderr = createOutput(openSink(2, process.stderr), () => undefined);

/** Standard output. */
export const stdout = createOutput(openSink(1, process.stdout), (error) => {
  stderr.write(`standard output cannot be written (${error.code}): a part of it is lost\n`);
});

/** Writes a line on standard error. */
export function warn(line: string): void {
  stderr.write(`${escapeControlCharacters(line)}\n`);
}

let hasUnwrittenReport = false;

/** Reports what could not be written, on standard error. The command goes on, and its exit code shows it. */
export function reportUnwritten(problems: readonly string[]): void {
  hasUnwrittenReport ||= problems.length > 0;
  problems.forEach(warn);
}

/** Returns whether a part of the results could not be written. */
export function isOutputIncomplete(): boolean {
  return hasUnwrittenReport || stdout.isIncomplete;
}

/** Resolves when the output of the process is read or lost; after an interruption no reader is waited for. */
export async function drainOutput(isInterrupted: boolean): Promise<void> {
  await Promise.all([stdout, stderr].map((output) => output.drained(isInterrupted ? GRACE_MS : undefined)));
}
