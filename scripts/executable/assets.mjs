import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The folders of the package that the program reads, each with the end of the names of its files. */
const FOLDERS = {
  'fixtures/init': '.yaml',
  'fixtures/practices': '.yaml',
  scenarios: '.yaml',
  'contracts/pacts': '.json',
  'dist/ui': '',
  'dist/api-browser': '',
  'docs/reference': '.json',
};

/** Returns the files that the executable brings: paths in the package, by which `packagePath` finds them. */
export function listAssets() {
  const files = Object.entries(FOLDERS).flatMap(([folder, end]) => listFiles(folder, end));
  return ['package.json', ...files, ...listFiles(findVerifierLibrary())];
}

/** Pact's native library for this platform is a package of its own, which npm chooses when it installs. */
function findVerifierLibrary() {
  const scope = 'node_modules/@pact-foundation';
  const names = readdirSync(scope).filter((name) => name.startsWith('pact-core-'));
  if (names.length !== 1) {
    throw new Error(`${scope}: expected one package pact-core-*, got ${names.join(', ') || 'no package'}`);
  }
  return `${scope}/${names[0]}`;
}

function listFiles(folder, end = '') {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(end))
    .map((entry) => join(entry.parentPath, entry.name).replaceAll('\\', '/'))
    .sort();
}
