// Builds the program as one executable file for the platform that this runs on: Node.js, the bundled code, and the files that
// the program reads. `npm run executable` runs it after the build of dist/.
// Usage: node scripts/executable/build.mjs [FOLDER]; the default is dist/executable.
import { execFileSync, execSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { collectLicenses, readNodeLicense } from '../licenses.mjs';
import { listAssets } from './assets.mjs';
import { bundleAll } from './bundle.mjs';

/** The version of Node.js that the executable brings. */
const MAJOR = 26;

/** The licenses of the page, which the program serves. Those of the API browser and of its libraries are added. */
const LICENSES = 'dist/ui/__ui/assets/licenses.txt';
const API_BROWSER_LICENSES = 'dist/api-browser/licenses.txt';

const [folder = 'dist/executable'] = process.argv.slice(2);
const output = join(folder, process.platform === 'win32' ? 'xis-testkit.exe' : 'xis-testkit');
const scratch = mkdtempSync(join(tmpdir(), 'xis-testkit-build-'));
try {
  mkdirSync(folder, { recursive: true });
  await buildExecutable();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

async function buildExecutable() {
  const node = findNode();
  const main = join(scratch, 'main.mjs');
  const names = listAssets();
  const bundled = await bundleAll(main);
  const pages = [LICENSES, API_BROWSER_LICENSES].map((path) => readFileSync(path, 'utf8'));
  const licenses = [...pages, collectLicenses([...bundled, ...names]), readNodeLicense(node)];
  const config = {
    main,
    mainFormat: 'module',
    executable: strip(node),
    output,
    disableExperimentalSEAWarning: true,
    useCodeCache: true,
    assets: {
      ...Object.fromEntries(names.map((name) => [name, name])),
      [LICENSES]: write('licenses.txt', licenses.join('\n')),
      'assets.json': write('assets.json', JSON.stringify(names)),
    },
  };
  execFileSync(node, ['--build-sea', write('config.json', JSON.stringify(config))], { stdio: 'inherit' });
  // macOS runs no code without a signature, and that of Node.js no longer fits. An ad hoc one names no developer.
  if (process.platform === 'darwin') execFileSync('codesign', ['--force', '--sign', '-', output], { stdio: 'inherit' });
}

function write(name, text) {
  const path = join(scratch, name);
  writeFileSync(path, text);
  return path;
}

/** Returns the path of Node.js in the version that builds executables: the running one, or that of the npm package `node`. */
function findNode() {
  if (process.versions.node.startsWith(`${MAJOR}.`)) return process.execPath;
  return execSync(`npx --yes -p node@${MAJOR} node -p process.execPath`, { encoding: 'utf8' }).trim();
}

/** Returns a copy of Node.js without the names for a debugger, a fifth of its size; on other platforms, the file itself. */
function strip(node) {
  if (process.platform !== 'linux') return node;
  const copy = join(scratch, 'node');
  copyFileSync(node, copy);
  execFileSync('strip', [copy]);
  return copy;
}
