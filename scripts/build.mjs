// Builds dist/: the TypeScript compiler writes the declarations, esbuild the code, Vite the page, and a script the API browser.
// `npm run build` runs it, and so does npm before it packs. `npm start` leaves the declarations out, and does not check the types.
// Usage: node scripts/build.mjs [--without-types]
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { build } from 'vite';
import { buildApiBrowser } from './api-browser.mjs';
import { bundle } from './bundle.mjs';
import { pruneDeclarations } from './prune-declarations.mjs';

const hasTypes = !process.argv.includes('--without-types');
const manifest = createRequire(import.meta.url).resolve('typescript/package.json');
const tsc = join(dirname(manifest), 'bin', 'tsc');

rmSync('dist', { recursive: true, force: true });
await Promise.all([
  ...(hasTypes ? [writeDeclarations()] : []),
  bundle('dist'),
  build({
    configFile: 'ui/vite.config.ts',
    logLevel: 'warn',
    // A build beside others is slow for their sake.
    build: { rolldownOptions: { checks: { pluginTimings: false } } },
  }),
]);
if (hasTypes) pruneDeclarations('dist', tsc);
buildApiBrowser('dist/api-browser');
chmodSync('dist/cli/main.js', 0o755);

/** Writes the declarations. A mistake in the types ends the build. */
async function writeDeclarations() {
  const compiler = spawn(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { stdio: 'inherit' });
  const [code] = await once(compiler, 'exit');
  if (code !== 0) process.exit(code ?? 1);
}
