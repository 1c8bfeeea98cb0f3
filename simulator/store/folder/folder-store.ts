import { dirname, join, resolve } from 'node:path';
import { type Agb, isAgb } from '../../../fhir/agb.ts';
import { instant } from '../../../fhir/instant.ts';
import type { OwnedStore, Standing } from '../store.ts';
import { DamageError, StoreError, StoreUnavailableError } from '../store-error.ts';
import { type FileOperations, readErrorCode, realFiles, toStoreError } from './file-operations.ts';
import { lockFolder, type Unlock } from './folder-lock.ts';
import { TEMPORARY_SUFFIX } from './log-file.ts';
import { type Gate, LogQueue, type QueueOptions } from './log-queue.ts';

const SUFFIX = '.jsonl';

/** The standing of an organization whose file is damaged: nothing opens it by itself, or removes it as unused. */
const DAMAGED: Standing = { number: 0, reachesOthers: false, usedAt: instant(Number.POSITIVE_INFINITY) };

/** Node.js uses four threads for files by default: one remains for looking up the names of hosts. */
const MAX_FILES_IN_USE = 3;

const MIN_COMPACTION_BYTES = 4 * 1024 * 1024;

/** Options of `openFolderStore`. */
export interface FolderStoreOptions {
  /** Called with a text for people when an interrupted append is dropped, and when a compaction fails. */
  readonly onNotice: (text: string) => void;
  /** The disk; default: that of the machine. */
  readonly files?: FileOperations;
  /** The bytes of entries after which a log is compacted, if its state is smaller; default: 4 MiB. */
  readonly minCompactionBytes?: number;
  /** Locks the folder for this process; default: `lockFolder`. */
  readonly lock?: (folder: string) => Promise<Unlock>;
}

/**
 * Opens a folder as a store, and creates it if it is missing. It has a file of JSON lines for each organization. Other
 * files in it stay as they are.
 * @throws StoreError when another process has the folder, or it cannot be used
 */
export async function openFolderStore(folder: string, options: FolderStoreOptions): Promise<OwnedStore> {
  const { files = realFiles, lock = lockFolder, minCompactionBytes = MIN_COMPACTION_BYTES, onNotice } = options;
  const path = resolve(folder);
  try {
    await createFolder(path, files);
    const unlock = await lock(path);
    try {
      await removeTemporaryFiles(path, files);
    } catch (error) {
      await unlock();
      throw error;
    }
    return createFolderStore(path, { files, gate: createGate(MAX_FILES_IN_USE), onNotice, minCompactionBytes }, unlock);
  } catch (error) {
    const code = readErrorCode(error);
    if (code === undefined) throw error;
    throw new StoreError(
      `${path}: expected a folder in which files and sockets can be created, got ${code}. ${ADVICE[code] ?? 'Use another folder.'}`,
      {
        cause: error,
      },
    );
  }
}

const ADVICE: Readonly<Record<string, string>> = {
  EEXIST: 'It is a file: use another path.',
  ENOTDIR: 'A part of its path is a file: use another path.',
  EACCES: 'Give this user the right to write in it.',
  EROFS: 'It is read-only: use another folder.',
  ENOSPC: 'The disk is full.',
};

/** Creates a folder so that it survives a crash of the machine. */
async function createFolder(path: string, files: FileOperations): Promise<void> {
  const first = await files.createFolder(path);
  if (first === undefined) return;
  for (let parent = dirname(path); ; parent = dirname(parent)) {
    await files.syncFolder(parent);
    if (parent === dirname(first) || parent === dirname(parent)) return;
  }
}

async function removeTemporaryFiles(path: string, files: FileOperations): Promise<void> {
  for (const name of await files.listNames(path)) {
    if (name.endsWith(TEMPORARY_SUFFIX) && readAgb(name.slice(0, -TEMPORARY_SUFFIX.length))) {
      await files.remove(join(path, name));
    }
  }
}

/** Returns the organization of a file; undefined for another file. */
function readAgb(name: string): Agb | undefined {
  const agb = name.slice(0, -SUFFIX.length);
  return name.endsWith(SUFFIX) && isAgb(agb) ? agb : undefined;
}

function createFolderStore(path: string, options: QueueOptions, unlock: Unlock): OwnedStore {
  const queues = new Map<Agb, LogQueue>();
  let isClosed = false;

  async function use<T>(agb: Agb, call: (queue: LogQueue) => Promise<T>): Promise<T> {
    if (isClosed) throw new StoreUnavailableError(`${path}: the store is closed.`);
    const queue = queues.get(agb) ?? new LogQueue(join(path, `${agb}${SUFFIX}`), options);
    queues.set(agb, queue);
    try {
      return await call(queue);
    } finally {
      // Requests name organizations that do not exist.
      if (queue.isIdle && queues.get(agb) === queue) queues.delete(agb);
    }
  }

  /** Damage of one organization is no reason to leave the others out. It is an error when that one is used. */
  async function readStanding(queue: LogQueue): Promise<Standing | undefined> {
    try {
      return await queue.readStanding();
    } catch (error) {
      if (!(error instanceof DamageError)) throw error;
      options.onNotice(error.message);
      return DAMAGED;
    }
  }

  async function list(): Promise<ReadonlyMap<Agb, Standing>> {
    const names = await options.files.listNames(path).catch((error) => Promise.reject(toStoreError(error, path)));
    const standings = await Promise.all(
      names.flatMap((name) => {
        const agb = readAgb(name);
        return agb === undefined ? [] : [use(agb, async (queue) => [agb, await readStanding(queue)] as const)];
      }),
    );
    return new Map(standings.flatMap(([agb, standing]) => (standing === undefined ? [] : [[agb, standing]])));
  }

  return {
    kind: 'owned',
    description: `folder ${path}`,
    list,
    read: (agb) => use(agb, (queue) => queue.read()),
    readAfter: (agb, number) => use(agb, (queue) => queue.readAfter(number)),
    append: (agb, entries, options) => use(agb, (queue) => queue.append(entries, options)),
    drop: (agb, usedBefore) => use(agb, (queue) => queue.drop(usedBefore)),
    async close() {
      if (isClosed) return;
      isClosed = true;
      await Promise.all([...queues.values()].map((queue) => queue.settle()));
      await unlock();
    },
  };
}

/** Bounds the work that is under way; the rest waits in its order. */
function createGate(max: number): Gate {
  const waiting: (() => void)[] = [];
  let free = max;
  return async (work) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((start) => waiting.push(start));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
}
