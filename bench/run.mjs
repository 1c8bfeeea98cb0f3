// Runs the benchmarks on a separate build, so that dist/ may change meanwhile. The build is below node_modules, where
// Node finds the dependencies and other tools do not look. It is removed at the end.
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundle } from '../scripts/bundle.mjs';

const root = resolve(import.meta.dirname, '..');
const cache = join(root, 'node_modules', '.cache');
mkdirSync(cache, { recursive: true });
const scratch = mkdtempSync(join(cache, 'xis-testkit-bench-'));
process.on('exit', () => rmSync(scratch, { recursive: true, force: true, maxRetries: 3 }));
for (const [signal, status] of /** @type {const} */ ([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
])) {
  process.once(signal, () => process.exit(status));
}

// The build has the layout of the package, because the simulator looks up its manifest and fixtures there.
const built = join(scratch, 'dist');
process.chdir(root);
const processes = readdirSync('bench/processes').map((name) => `bench/processes/${name}`);
await bundle(built);
await bundle(built, ['bench/main.ts', ...processes], false);
cpSync('bench/preloads', join(built, 'bench', 'preloads'), { recursive: true });
cpSync('bench/peers/medplum-server.cjs', join(built, 'bench', 'peers', 'medplum-server.cjs'));
cpSync(join(root, 'package.json'), join(scratch, 'package.json'));
cpSync(join(root, 'fixtures/practices'), join(scratch, 'fixtures/practices'), { recursive: true });

const { main } = await import(pathToFileURL(join(built, 'bench', 'main.js')).href);
process.exit(await main(process.argv.slice(2), { scratch, report: join(root, 'docs', 'benchmarks.md') }));
