// Builds dist/: the TypeScript compiler writes the declarations, esbuild the code, Vite the page, and a script the API browser.
// `npm run build` runs it, and so does npm before it packs.
import { spawnSync } from 'node:child_process';
import { chmodSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { build } from 'vite';
import { buildApiBrowser } from './api-browser.mjs';
import { bundle } from './bundle.mjs';
import { pruneDeclarations } from './prune-declarations.mjs';

rmSync('dist', { recursive: true, force: true });
const manifest = createRequire(import.meta.url).resolve('typescript/package.json');
const tsc = join(dirname(manifest), 'bin', 'tsc');
const { status } = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { stdio: 'inherit' });
if (status !== 0) process.exit(status ?? 1);
pruneDeclarations('dist', tsc);
await bundle('dist');
await build({ configFile: 'ui/vite.config.ts', logLevel: 'warn' });
buildApiBrowser('dist/api-browser');
chmodSync('dist/cli/main.js', 0o755);
