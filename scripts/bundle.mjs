import { build } from 'esbuild';
import { precompile } from './precompile.mjs';

/** The entry points of the package. */
export const ENTRIES = [
  'cli/main.ts',
  'oauth/index.ts',
  'simulator/index.ts',
  'simulator/testing/vitest.ts',
  'engine/index.ts',
  'conformance/index.ts',
  'scenarios/index.ts',
  'contracts/index.ts',
];

/**
 * Bundles the program into few files, because loading several hundred modules took a third of the start.
 * @param {string} outdir the folder to write to
 * @param {readonly string[]} entries the entry points
 * @param {boolean} splitting whether shared code goes into chunks; otherwise each entry point includes it
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
    // Resolved at run time, by the manifest of the package.
    external: ['#package'],
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    plugins: [await precompile()],
    logLevel: 'warning',
  });
}
