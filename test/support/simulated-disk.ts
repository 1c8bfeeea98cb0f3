import type { FileOperations, OpenFile } from '../../simulator/store/folder/file-operations.ts';

/** The effect of an operation: it works, works in part and fails, works and fails, or is the last one before a crash. */
export type Effect = 'works' | 'fails' | 'fails-halfway' | 'fails-afterwards' | 'crashes';

/** Small, so that a short write has several. */
export const PAGE_BYTES = 64;

interface Inode {
  data: Buffer;
  /** The content that survives a crash. */
  durable: Buffer;
}

/** A disk in memory, whose operations fail on demand, and which loses in a crash what was not synchronized. */
export class SimulatedDisk implements FileOperations {
  /** The names of the operations so far. */
  readonly operations: string[] = [];
  /** Decides about an operation by its index and name. */
  effect: (index: number, name: string) => Effect = () => 'works';
  /** Holds up operations. */
  delay: (name: string) => Promise<void> = async () => {};
  #names = new Map<string, Inode>();
  #durableNames = new Map<string, Inode>();
  #isDown = false;

  /**
   * Returns the disk after a crash; this one serves its processes no more.
   * @param survives the part, from 0 to 1, of what was not synchronized
   * @param isPageLost decides about the pages of that part by their index in the file: zeros are in the place of a lost one
   */
  restart(survives: number, isPageLost: (page: number) => boolean = () => false): SimulatedDisk {
    this.#isDown = true;
    const disk = new SimulatedDisk();
    const names = survives >= 0.5 ? this.#names : this.#durableNames;
    for (const [name, { data, durable }] of names) {
      const isExtended = data.subarray(0, durable.length).equals(durable);
      const size = durable.length + Math.floor((data.length - durable.length) * survives);
      const extended = Buffer.from(data.subarray(0, size)).map((byte, index) =>
        index >= durable.length && isPageLost(Math.floor(index / PAGE_BYTES)) ? 0 : byte,
      );
      disk.writeText(name, Buffer.from(isExtended ? extended : survives >= 0.5 ? data : durable).toString());
    }
    return disk;
  }

  readText(path: string): string | undefined {
    return this.#names.get(path)?.data.toString();
  }

  writeText(path: string, text: string): void {
    const inode = { data: Buffer.from(text), durable: Buffer.from(text) };
    this.#names.set(path, inode);
    this.#durableNames.set(path, inode);
  }

  names(): readonly string[] {
    return [...this.#names.keys()];
  }

  createFolder(): Promise<string | undefined> {
    return this.#run('createFolder', () => undefined);
  }

  listNames(folder: string): Promise<readonly string[]> {
    return this.#run('listNames', () => this.names().map((name) => name.slice(folder.length + 1)));
  }

  async open(path: string, mode: 'read' | 'change' | 'create'): Promise<OpenFile> {
    return this.#run(`open ${mode}`, () => {
      if (mode === 'create') {
        const inode = this.#names.get(path) ?? { data: Buffer.alloc(0), durable: Buffer.alloc(0) };
        inode.data = Buffer.alloc(0);
        this.#names.set(path, inode);
      }
      return this.#toFile(this.#find(path));
    });
  }

  readEnd(path: string, maxBytes: number): Promise<{ bytes: Buffer; isAll: boolean }> {
    return this.#run('readEnd', () => {
      const { data } = this.#find(path);
      return { bytes: Buffer.from(data.subarray(-maxBytes)), isAll: data.length <= maxBytes };
    });
  }

  rename(from: string, to: string): Promise<void> {
    return this.#run('rename', () => {
      this.#names.set(to, this.#find(from));
      this.#names.delete(from);
    });
  }

  remove(path: string): Promise<void> {
    return this.#run('remove', () => {
      this.#find(path);
      this.#names.delete(path);
    });
  }

  syncFolder(): Promise<void> {
    return this.#run('syncFolder', () => {
      this.#durableNames = new Map(this.#names);
    });
  }

  #toFile(inode: Inode): OpenFile {
    const write = (bytes: Buffer, position: number): number => {
      inode.data = Buffer.concat([
        inode.data.subarray(0, position),
        bytes,
        inode.data.subarray(position + bytes.length),
      ]);
      return bytes.length;
    };
    return {
      readSize: () => this.#run('readSize', () => inode.data.length),
      read: (target, offset, position) => this.#run('read', () => inode.data.copy(target, offset, position)),
      // A disk writes in parts of its own choice.
      write: (bytes, position) =>
        this.#run(
          'write',
          () => write(bytes.subarray(0, Math.max(1, Math.ceil(bytes.length / 2))), position),
          () => write(bytes.subarray(0, bytes.length >> 2), position),
        ),
      truncate: (size) =>
        this.#run('truncate', () => {
          inode.data = inode.data.subarray(0, size);
        }),
      sync: () =>
        this.#run('sync', () => {
          inode.durable = Buffer.from(inode.data);
        }),
      close: () => this.#run('close', () => {}),
    };
  }

  #find(path: string): Inode {
    const inode = this.#names.get(path);
    if (!inode) throw systemError('ENOENT');
    return inode;
  }

  async #run<T>(name: string, work: () => T, workHalfway: () => unknown = () => {}): Promise<T> {
    await this.delay(name);
    if (this.#isDown) throw systemError('EIO');
    const effect = this.effect(this.operations.length, name);
    this.operations.push(name);
    if (effect === 'fails-halfway' || effect === 'crashes') workHalfway();
    if (effect === 'crashes') this.#isDown = true;
    if (effect === 'fails-afterwards') work();
    if (effect !== 'works') throw systemError('ENOSPC');
    return work();
  }
}

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: simulated`), { code });
}
