import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { root } from './documents.ts';

/** Runs a program to its end. */
export const run = promisify(execFile);

const PACKAGED = [
  ...['package.json', 'dist', 'fixtures', 'scenarios', 'docs/reference'],
  ...['contracts/pacts', 'contracts/verification/verifier.mjs'],
];

/** A folder with an installed package, as a user has it. */
export interface Installed {
  readonly folder: string;
  /** The folder with the command `xis-testkit`. */
  readonly bin: string;
  remove(): Promise<void>;
}

/** Copies the built package into a new folder, and links to its dependencies. */
export async function installPackage(): Promise<Installed> {
  const folder = await mkdtemp(join(tmpdir(), 'xis-testkit-docs-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    return { folder, bin: await installInto(folder), remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Installs the package into a folder, and returns the folder of its command. */
async function installInto(folder: string): Promise<string> {
  const modules = join(folder, 'node_modules');
  const target = join(modules, 'xis-testkit');
  await mkdir(target, { recursive: true });
  for (const name of await readdir(`${root}node_modules`)) {
    if (!name.startsWith('.')) await symlink(join(root, 'node_modules', name), join(modules, name));
  }
  await Promise.all(PACKAGED.map((name) => cp(root + name, join(target, name), { recursive: true })));
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  const bin = join(folder, 'bin');
  await mkdir(bin);
  const program = `#!/bin/sh\nexec "${process.execPath}" "${join(target, 'dist/cli/main.js')}" "$@"\n`;
  await writeFile(join(bin, 'xis-testkit'), program, { mode: 0o755 });
  return bin;
}

/** The TypeScript compiler. */
export function tsc(): string {
  return join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');
}
