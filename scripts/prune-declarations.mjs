import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';

const CONFIGURATION = ['--ignoreConfig', '--listFilesOnly', '--module', 'nodenext', '--types', 'node'];

/**
 * Removes the declarations that no export of the package reaches: two of three are of code that users cannot import.
 * @param {string} folder the folder with declarations
 * @param {string} tsc the path of the TypeScript compiler
 */
export function pruneDeclarations(folder, tsc) {
  const { exports } = JSON.parse(readFileSync('package.json', 'utf8'));
  const entries = Object.values(exports).flatMap(({ types = [] }) => types);
  const listing = execFileSync(process.execPath, [tsc, ...CONFIGURATION, ...entries], { encoding: 'utf8' });
  const reached = new Set(listing.split('\n').map((path) => resolve(path.trim())));
  for (const path of readdirSync(folder, { recursive: true })) {
    const file = resolve(folder, path);
    if (file.endsWith('.d.ts') && !reached.has(file)) rmSync(file);
  }
}
