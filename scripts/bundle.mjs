import { build } from 'esbuild';
import { precompile } from './precompile.mjs';

/** The files that are started or imported by name. */
export const ENTRIES = [
  'cli/main.ts',
  'simulator/index.ts',
  'simulator/testing/vitest.ts',
  'engine/index.ts',
  'conformance/index.ts',
  'scenarios/index.ts',
  'contracts/index.ts',
];

/**
 * Writes the program in few files instead of some two hundred: loading those one by one took a third of the start.
 * @param {string} outdir where to
 * @param {readonly string[]} entries of which files
 * @param {boolean} splitting what several of them use is written once; otherwise each has all that it needs
 */
export async function bundle(outdir, entries = ENTRIES, splitting = true) {
  await build({
    entryPoints: [...entries],
    outdir,
    outbase: '.',
    bundle: true,
    splitting,
    chunkNames: 'chunks/[name]-[hash]',
    packages: 'external',
    // Found when the program runs, from the package's own manifest.
    external: ['#package', '#fixtures/*'],
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    plugins: [await precompile()],
    logLevel: 'warning',
  });
}
