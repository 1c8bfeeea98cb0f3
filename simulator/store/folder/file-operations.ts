import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { mkdir, open, readdir, rename, unlink } from 'node:fs/promises';
import { StoreUnavailableError } from '../store-error.ts';

/** The operations on files that the folder store needs; tests provide a disk that fails. */
export interface FileOperations {
  /** Creates a folder and its parents, for the owner only; returns the first one that it created. */
  createFolder(path: string): Promise<string | undefined>;
  listNames(folder: string): Promise<readonly string[]>;
  /** Opens a file: `create` empties one that exists. */
  open(path: string, mode: 'read' | 'change' | 'create'): Promise<OpenFile>;
  /** Returns the last bytes of a file, at most a number of them, and whether they are all of it. */
  readEnd(path: string, maxBytes: number): Promise<{ readonly bytes: Buffer; readonly isAll: boolean }>;
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** Makes the names in a folder survive a crash of the machine. */
  syncFolder(path: string): Promise<void>;
}

/** A file that is open. */
export interface OpenFile {
  /** Returns the size in bytes. */
  readSize(): Promise<number>;
  /** Reads into a buffer; returns the number of bytes, 0 at the end of the file. */
  read(target: Buffer, targetOffset: number, position: number): Promise<number>;
  /** Returns the number of bytes that are written, perhaps fewer than those of the buffer. */
  write(bytes: Buffer, position: number): Promise<number>;
  truncate(size: number): Promise<void>;
  /** Makes the content survive a crash of the machine. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

const FLAGS = {
  read: constants.O_RDONLY,
  change: constants.O_RDWR,
  create: constants.O_RDWR | constants.O_CREAT | constants.O_TRUNC,
} as const;

/** The files of the machine. */
export const realFiles: FileOperations = {
  createFolder: (path) => mkdir(path, { recursive: true, mode: 0o700 }),
  listNames: (folder) => readdir(folder),
  async open(path, mode) {
    const handle = await open(path, FLAGS[mode], 0o600);
    return {
      readSize: async () => (await handle.stat()).size,
      read: async (target, offset, position) =>
        (await handle.read(target, offset, target.length - offset, position)).bytesRead,
      write: async (bytes, position) => (await handle.write(bytes, 0, bytes.length, position)).bytesWritten,
      truncate: (size) => handle.truncate(size),
      sync: () => handle.datasync(),
      close: () => handle.close(),
    };
  },
  // A start reads the end of every file: by the threads of Node.js, that takes ten times as long.
  async readEnd(path, maxBytes) {
    const file = openSync(path, constants.O_RDONLY);
    try {
      const { size } = fstatSync(file);
      const bytes = Buffer.allocUnsafe(Math.min(size, maxBytes));
      const length = readSync(file, bytes, 0, bytes.length, size - bytes.length);
      return { bytes: bytes.subarray(0, length), isAll: length === size };
    } finally {
      closeSync(file);
    }
  },
  rename,
  remove: unlink,
  async syncFolder(path) {
    // Windows opens no folders; NTFS keeps the order of names in its journal.
    if (process.platform === 'win32') return;
    const handle = await open(path, constants.O_RDONLY);
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
};

/** Opens a file, uses it, and closes it. */
export async function withFile<T>(
  files: FileOperations,
  path: string,
  mode: 'read' | 'change' | 'create',
  use: (file: OpenFile) => Promise<T>,
): Promise<T> {
  const file = await files.open(path, mode);
  let result: T;
  try {
    result = await use(file);
  } catch (error) {
    // The first failure says more than that of closing.
    await file.close().catch(() => {});
    throw error;
  }
  await file.close();
  return result;
}

/** Writes all bytes, in as many parts as the operating system wants. */
export async function writeAll(file: OpenFile, bytes: Buffer, position: number): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    const count = await file.write(bytes.subarray(written), position + written);
    if (count === 0) throw Object.assign(new Error('no byte was written'), { code: 'EIO' });
    written += count;
  }
}

/** Reads a whole file. */
export async function readAll(file: OpenFile): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(await file.readSize());
  let length = 0;
  while (length < bytes.length) {
    const count = await file.read(bytes, length, length);
    if (count === 0) break;
    length += count;
  }
  return bytes.subarray(0, length);
}

/** Returns the code of an error of the operating system, such as ENOSPC; undefined for any other error. */
export function readErrorCode(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^E[A-Z0-9]+$/.test(code) ? code : undefined;
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota of the disk is used up',
  EROFS: 'the disk is read-only',
};

/** Returns an error of the operating system as one of the store; another error as it is. */
export function toStoreError(error: unknown, path: string): Error {
  const code = readErrorCode(error);
  if (code !== undefined) {
    const text = `${path}: cannot be read or written at the moment: ${REASONS[code] ?? code}.`;
    return new StoreUnavailableError(text, { cause: error });
  }
  return error instanceof Error ? error : new Error(String(error));
}
