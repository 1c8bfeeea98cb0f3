import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { link, mkdtemp, readdir, realpath, rm, symlink } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { StoreError } from '../store-error.ts';
import { readErrorCode } from './file-operations.ts';

/** The name of a lock, with its number. */
const LOCK_NAME = /^\.lock-(\d+)$/;
/** The name of a socket before it is a lock. */
const CANDIDATE_NAME = /^\.candidate-/;
/** How long the holder of a lock gets to name its process: it may be stopped. */
const NAME_TIMEOUT_MS = 10_000;
/** How often a holder is asked that does not name itself. */
const MAX_TRIES = 100;
/** The length that every operating system allows; a longer path of a socket is cut off without an error. */
const MAX_SOCKET_PATH_BYTES = 103;

/** Lets go of a lock. */
export type Unlock = () => Promise<void>;

/**
 * Locks a folder for this process. The lock is a socket that this process listens on: the operating system closes it when
 * the process ends, however it ends.
 * @throws StoreError naming folder and process, when another one has the lock
 */
export function lockFolder(folder: string): Promise<Unlock> {
  return process.platform === 'win32'
    ? lockByPipe(folder)
    : withShortPath(folder, (path) => lockBySocket(folder, path));
}

/** Windows allows one listener for the name of a pipe. */
async function lockByPipe(folder: string): Promise<Unlock> {
  const path = (await realpath(folder)).toLowerCase();
  const pipe = `\\\\.\\pipe\\xis-testkit-${createHash('sha256').update(path).digest('hex')}`;
  try {
    return await listen(pipe);
  } catch (error) {
    if (readErrorCode(error) !== 'EADDRINUSE') throw error;
    throw createInUseError(folder, await findHolder(pipe));
  }
}

/**
 * The process that listens on the lock with the highest number has the folder. A socket gets the name of a lock when it
 * listens already, so a lock that refuses connections is that of a process that has ended. A name is removed only while
 * a higher one is there: numbers never start again, so two processes cannot both have the highest one.
 */
async function lockBySocket(folder: string, path: string): Promise<Unlock> {
  for (;;) {
    const highest = Math.max(0, ...(await listNumbers(path)));
    const holder = highest > 0 ? await findHolder(join(path, `.lock-${highest}`)) : undefined;
    if (holder !== undefined) throw createInUseError(folder, holder);
    const unlock = await takeNumber(path, highest + 1);
    if (unlock !== undefined) return unlock;
  }
}

/** Listens on the lock with a number; returns undefined when another process was faster. */
export async function takeNumber(path: string, number: number): Promise<Unlock | undefined> {
  const candidate = join(path, `.candidate-${process.pid}-${randomBytes(6).toString('hex')}`);
  const unlock = await listen(candidate);
  let isTaken = false;
  try {
    isTaken = (await rename(candidate, join(path, `.lock-${number}`))) && (await removeLower(path, number));
    return isTaken ? unlock : undefined;
  } finally {
    if (!isTaken) await unlock();
  }
}

/** Gives a socket another name; returns false when that name is in use, or the socket is not there. */
async function rename(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (['EEXIST', 'ENOENT'].includes(readErrorCode(error) ?? '')) return false;
    throw error;
  } finally {
    await rm(from, { force: true });
  }
}

/** Removes what ended processes have left behind; or the number itself, and returns false, when a higher one is there. */
async function removeLower(path: string, number: number): Promise<boolean> {
  const numbers = await listNumbers(path);
  const isHighest = numbers.every((each) => each <= number);
  const obsolete = isHighest ? numbers.filter((each) => each < number) : [number];
  for (const each of obsolete) await rm(join(path, `.lock-${each}`), { force: true });
  if (isHighest) await removeCandidates(path);
  return isHighest;
}

async function listNumbers(path: string): Promise<readonly number[]> {
  return (await readdir(path)).flatMap((name) => LOCK_NAME.exec(name)?.[1] ?? []).map(Number);
}

async function removeCandidates(path: string): Promise<void> {
  for (const name of await readdir(path)) {
    const candidate = join(path, name);
    if (CANDIDATE_NAME.test(name) && !(await isListening(candidate))) await rm(candidate, { force: true });
  }
}

/** Listens, and responds to each connection with the id of this process. */
async function listen(path: string): Promise<Unlock> {
  const server: Server = createServer((socket) => {
    socket.on('error', () => {});
    // A peer that does not read does not hold up the end of the lock.
    socket.unref().end(String(process.pid), () => socket.destroy());
  });
  // A lock alone is no reason for a process to go on.
  server.unref().listen(path);
  await once(server, 'listening');
  // A connection that cannot be accepted changes nothing.
  server.on('error', () => {});
  return async () => {
    server.close();
    await once(server, 'close');
  };
}

/** Returns whether a process listens on a socket. */
async function isListening(path: string): Promise<boolean> {
  const socket = connect(path);
  try {
    await once(socket, 'connect');
    return true;
  } catch (error) {
    // After any other error, such as one of permissions, the process may be there.
    return !['ECONNREFUSED', 'ENOENT', 'ENOTSOCK'].includes(readErrorCode(error) ?? '');
  } finally {
    socket.destroy();
  }
}

function createInUseError(folder: string, holder = 'another process'): StoreError {
  return new StoreError(
    `${folder}: expected a folder that no process uses, got one that ${holder} has open. Stop that process, or use another folder.`,
  );
}

/**
 * Returns who listens on a lock; undefined when it is no longer in use. One that does not name itself is ending, or it is a
 * child process before its start, which has open what its parent has: it is asked again.
 */
async function findHolder(path: string): Promise<string | undefined> {
  for (let tries = 1; await isListening(path); tries += 1) {
    const holder = await readHolder(path);
    if (holder !== undefined || tries >= MAX_TRIES) return holder ?? 'another process';
  }
  return undefined;
}

/** Returns the name of the process that listens on a lock; undefined when the connection ends without an answer. */
async function readHolder(path: string): Promise<string | undefined> {
  const timeout = AbortSignal.timeout(NAME_TIMEOUT_MS);
  const socket = connect({ path, signal: timeout });
  try {
    const id = await text(socket);
    if (id === '') return undefined;
    return /^\d+$/.test(id) ? `process ${id}` : 'another process';
  } catch {
    return timeout.aborted ? 'another process' : undefined;
  } finally {
    socket.destroy();
  }
}

/** Uses a folder by a path that is short enough for the sockets in it. */
async function withShortPath<T>(folder: string, use: (path: string) => Promise<T>): Promise<T> {
  if (Buffer.byteLength(join(folder, `.candidate-${'0'.repeat(20)}`)) <= MAX_SOCKET_PATH_BYTES) return use(folder);
  const shortcuts = await mkdtemp(join(tmpdir(), 'xis-'));
  try {
    const shortcut = join(shortcuts, 'f');
    await symlink(await realpath(folder), shortcut);
    return await use(shortcut);
  } finally {
    await rm(shortcuts, { recursive: true, force: true });
  }
}
