// Runs the benchmarks on a build of their own, so that nobody's dist/ is touched and none that changes meanwhile is
// measured. It lies below node_modules, where the dependencies are found and no other tool looks; it goes at the end.
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundle } from '../scripts/bundle.mjs';

const root = resolve(import.meta.dirname, '..');
const cache = join(root, 'node_modules', '.cache');
mkdirSync(cache, { recursive: true });
const home = mkdtempSync(join(cache, 'xis-testkit-bench-'));
process.on('exit', () => rmSync(home, { recursive: true, force: true, maxRetries: 3 }));
for (const [signal, status] of /** @type {const} */ ([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
])) {
  process.once(signal, () => process.exit(status));
}

// The same places as in the package, so that what is measured finds itself as it does there.
const built = join(home, 'dist');
process.chdir(root);
const processes = readdirSync('bench/processes').map((name) => `bench/processes/${name}`);
await bundle(built);
await bundle(built, ['bench/main.ts', ...processes], false);
cpSync(join(root, 'package.json'), join(home, 'package.json'));
cpSync(join(root, 'fixtures/practices'), join(home, 'fixtures/practices'), { recursive: true });

const { main } = await import(pathToFileURL(join(built, 'bench', 'main.js')).href);
process.exit(await main(process.argv.slice(2), { scratch: home, report: join(root, 'docs', 'benchmarks.md') }));
