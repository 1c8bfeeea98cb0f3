import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sea from 'node:sea';
import { XisTestkitError } from '../errors/xis-testkit-error.ts';

/** The temporary folder cannot be written to. */
export class TemporaryFolderError extends XisTestkitError {
  override readonly name = 'TemporaryFolderError';
  readonly code = 'temporary-folder-unusable';
}

/** Returns whether this is the single executable: a copy of Node.js with the program and its files inside. */
export function isExecutable(): boolean {
  return sea.isSea();
}

/**
 * Returns the path of a file or folder that the package brings. In the single executable, that is a copy in a temporary folder,
 * which the end of the process removes.
 * @param name from the root of the package, with `/`, such as `fixtures/practices/default.yaml`
 * @throws Error when the package has no file of that name, or no file in that folder
 * @throws TemporaryFolderError when the executable cannot unpack it
 */
export function packagePath(name: string): string {
  return isExecutable() ? unpack(name) : join(packageFolder(), ...name.split('/'));
}

/** Returns the version of the package, such as `0.2.0`. */
export function packageVersion(): string {
  const text = isExecutable()
    ? sea.getAsset('package.json', 'utf8')
    : readFileSync(packagePath('package.json'), 'utf8');
  return (JSON.parse(text) as { readonly version: string }).version;
}

/** Sources and built files are at different depths: the manifest is found by name. */
function packageFolder(): string {
  return dirname(createRequire(import.meta.url).resolve('#package'));
}

/** The asset with the names of the others. Node.js 20 cannot list them. */
const ASSET_LIST = 'assets.json';

let unpacked: string | undefined;

/** Copies the assets of the executable below a name, and returns the path of the copy. */
function unpack(name: string): string {
  const all: readonly string[] = JSON.parse(sea.getAsset(ASSET_LIST, 'utf8'));
  const keys = all.filter((key) => key === name || key.startsWith(`${name}/`));
  if (keys.length === 0) throw new Error(`the executable has no file ${name}`);
  try {
    unpacked ??= createTemporaryFolder();
    for (const key of keys) writeAsset(key, join(unpacked, ...key.split('/')));
    return join(unpacked, ...name.split('/'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const text = `${tmpdir()}: expected a folder for temporary files that can be written to, got ${code}. Set TMPDIR to another one`;
    throw new TemporaryFolderError(text, { cause: error });
  }
}

function writeAsset(key: string, path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, new Uint8Array(sea.getAsset(key)));
}

/** Creates a folder that is removed at the end of the process, also by a signal that no command listens to. */
function createTemporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'xis-testkit-'));
  // Windows removes no library that another process has open: the verifier's process may end a moment later.
  const remove = (): void => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  process.on('exit', remove);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (process.listenerCount(signal) > 1) return;
      remove();
      process.removeAllListeners(signal);
      process.kill(process.pid, signal);
    });
  }
  return folder;
}
