// Runs the benchmarks on a build of their own, so that nobody's dist/ is touched and none that changes meanwhile is
// measured. It lies below node_modules, where the dependencies are found and no other tool looks; it goes at the end.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

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
const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');
const build = [tsc, '-p', join(root, 'tsconfig.bench.json'), '--outDir', built];
const { status } = spawnSync(process.execPath, build, { stdio: 'inherit', cwd: root });
if (status !== 0) process.exit(status ?? 1);
cpSync(join(root, 'package.json'), join(home, 'package.json'));
cpSync(join(root, 'fixtures'), join(home, 'fixtures'), { recursive: true });

const { main } = await import(pathToFileURL(join(built, 'bench', 'main.js')).href);
process.exit(await main(process.argv.slice(2), { scratch: home, report: join(root, 'docs', 'benchmarks.md') }));
