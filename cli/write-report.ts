import { constants, existsSync, openSync, type Stats } from 'node:fs';
import { access, chmod, chown, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { Socket } from 'node:net';
import { basename, dirname, join, resolve } from 'node:path';
import { finished } from 'node:stream/promises';
import { setTimeout } from 'node:timers/promises';
import { type ProcessOutput, stderr, stdout } from './output.ts';
import { UsageError } from './usage-error.ts';

/** The content of a file: a text, or the bytes of an archive. */
type Content = string | Uint8Array;

/** A file of the user for a report. */
interface ReportFile {
  /** The option with the path. */
  readonly option: string;
  readonly path: string;
}

/** A report for a file of the user. */
export interface Report extends ReportFile {
  readonly content: Content;
  /** Whether the content, a text, follows what the file has already. */
  readonly isAppended?: boolean;
}

/** The paths of our own output: opening it anew would cut off what was written, and fails for a socket. */
const OWN_OUTPUT: ReadonlyMap<string, ProcessOutput> = new Map([
  ['/dev/stdout', stdout],
  ['/dev/fd/1', stdout],
  ['/dev/stderr', stderr],
  ['/dev/fd/2', stderr],
]);

/**
 * Writes reports. One that cannot be written keeps no other from it, and leaves a file as it was that can be replaced.
 * @returns the paths of the written reports, and a text about each other one
 */
export async function writeReports(
  reports: readonly Report[],
): Promise<{ readonly written: readonly string[]; readonly problems: readonly string[] }> {
  const written: string[] = [];
  const problems: string[] = [];
  for (const report of reports) {
    const { option, path } = report;
    try {
      await writeReport(report);
      written.push(path);
    } catch (error) {
      problems.push(
        `${option}: ${path} cannot be written (${describeUnwritable(path, error as NodeJS.ErrnoException)})`,
      );
    }
  }
  return { written, problems };
}

async function writeReport({ path, content, isAppended }: Report): Promise<void> {
  const output = OWN_OUTPUT.get(path);
  if (output) return output.write(content);
  const existing = await stat(path).catch(() => undefined);
  if (existing?.isFIFO()) return writeToPipe(path, content);
  if (existing && !existing.isFile()) return writeInto(path, 'w', content);
  if (existing && isAppended) return append(path, content);
  await replace(path, content, existing);
}

/** The wait for a reader of a named pipe. */
const MAX_ATTEMPTS = 100;
const ATTEMPT_MS = 100;

/** Writes to a named pipe. Nothing blocks meanwhile: a process that is blocked in the system cannot end. */
async function writeToPipe(path: string, content: Content): Promise<void> {
  const socket = new Socket({ fd: await openPipe(path), readable: false });
  // A reader that reads nothing is waited for as long as one that does not come.
  socket.setTimeout(MAX_ATTEMPTS * ATTEMPT_MS, () => {
    socket.destroy(Object.assign(new Error('the pipe is not read'), { code: 'ETIMEDOUT' }));
  });
  socket.end(content);
  await finished(socket);
}

async function openPipe(path: string): Promise<number> {
  for (let attempt = 1; ; attempt++) {
    try {
      return openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENXIO' || attempt === MAX_ATTEMPTS) throw error;
    }
    await setTimeout(ATTEMPT_MS);
  }
}

/** Appends a text after an empty line. */
async function append(path: string, content: Content): Promise<void> {
  const last = await readLastCharacter(path);
  const gap = last === '' ? '' : last === '\n' ? '\n' : '\n\n';
  await writeInto(path, 'a', Buffer.concat([Buffer.from(gap), toBytes(content)]));
}

async function readLastCharacter(path: string): Promise<string> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(1), position: Math.max(size - 1, 0) });
    return buffer.toString('latin1', 0, bytesRead);
  } finally {
    await file.close();
  }
}

/** Errors of a folder that takes no new file, or of a file that is mounted by itself: the file may be writable. */
const IN_PLACE = ['EACCES', 'EPERM', 'EROFS', 'EBUSY'];

/** Writes a file as a whole: until the new one is complete, the old one stays. */
async function replace(path: string, content: Content, existing: Stats | undefined): Promise<void> {
  // The link stays, and the file that it names is replaced.
  const target = await realpath(path).catch(() => path);
  const draft = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`);
  try {
    // A draft of a process that was killed: in a container each has the same id.
    await rm(draft, { force: true });
    await writeInto(draft, 'wx', content);
    if (existing) await copyAccess(existing, draft);
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    if (!existing || !IN_PLACE.includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    await writeInto(target, 'r+', content);
  }
}

/** Gives a file the mode of another one, and where that is allowed its owner. */
async function copyAccess({ uid, gid, mode }: Stats, path: string): Promise<void> {
  await chown(path, uid, gid).catch(() => undefined);
  await chmod(path, mode & 0o7777);
}

/** Writes to a file or a device. After an error, a file is empty, or has its former length where text was appended. */
async function writeInto(path: string, flags: 'a' | 'r+' | 'w' | 'wx', content: Content): Promise<void> {
  const file = await open(path, flags);
  try {
    const before = await file.stat();
    try {
      await file.writeFile(content);
      if (!before.isFile()) return;
      if (flags === 'r+') await file.truncate(toBytes(content).length);
      // A network drive may report only now that it has no room.
      await file.sync();
    } catch (error) {
      if (before.isFile()) await file.truncate(flags === 'r+' ? 0 : before.size);
      throw error;
    }
  } finally {
    await file.close();
  }
}

function toBytes(content: Content): Uint8Array {
  return typeof content === 'string' ? Buffer.from(content) : content;
}

/**
 * Returns why a file cannot be written. Where access is denied, that is the user and the folder: in a container, the user is
 * that of the image, and the folder is often mounted.
 */
export function describeUnwritable(path: string, { code = 'unknown reason' }: NodeJS.ErrnoException): string {
  const user = process.getuid?.();
  if (code !== 'EACCES' || user === undefined) return code;
  return `${code}: the user with id ${user} may not write to ${existsSync(path) ? 'it' : dirname(resolve(path))}`;
}

/**
 * Checks before the work that its reports can be written, each to a file of its own.
 * @throws UsageError for the first that cannot
 */
export async function expectWritable(files: readonly ReportFile[]): Promise<void> {
  const options = new Map<string, string>();
  for (const { option, path } of files) {
    await expectWritableFile(option, path);
    const file = await findFile(path);
    const other = file && options.get(file);
    if (other !== undefined) throw new UsageError(`${option}: ${path} is the file of ${other}: expected another one`);
    if (file !== undefined) options.set(file, option);
  }
}

/** Returns the path of a file without links; undefined for a device or a pipe, which can have several reports. */
async function findFile(path: string): Promise<string | undefined> {
  if (OWN_OUTPUT.has(path)) return undefined;
  const existing = await stat(path).catch(() => undefined);
  if (existing && !existing.isFile()) return undefined;
  return existing ? realpath(path) : join(await realpath(dirname(path)), basename(path));
}

async function expectWritableFile(option: string, path: string): Promise<void> {
  if (OWN_OUTPUT.has(path)) return;
  const existing = await stat(path).catch(() => undefined);
  const problem = existing?.isDirectory()
    ? 'it is a folder'
    : await access(existing ? path : dirname(path), constants.W_OK).then(
        () => undefined,
        (error: NodeJS.ErrnoException) =>
          error.code === 'ENOENT' ? 'its folder does not exist' : describeUnwritable(path, error),
      );
  if (problem !== undefined) throw new UsageError(`${option}: ${path} cannot be written (${problem})`);
}
