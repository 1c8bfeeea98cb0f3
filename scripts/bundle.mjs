import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { builtInPractice } from './built-in-practice.mjs';
import { leanExpress } from './lean-express.mjs';
import { collectLicenses } from './licenses.mjs';
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

/** CommonJS libraries call `require` for modules of Node.js, which an ES module does not have. */
const REQUIRE = `import { createRequire as createBundleRequire } from 'node:module';
const require = createBundleRequire(import.meta.url);`;

/**
 * Bundles the program into few files, because loading several hundred modules took a third of the start. The libraries that
 * every command loads become a part of it; those that users install with the package stay outside.
 * @param {string} outdir the folder to write to
 * @param {readonly string[]} entries the entry points
 * @param {boolean} splitting whether shared code goes into chunks; otherwise each entry point includes it, and libraries stay
 *   outside: the benchmarks compare with Express as others start it
 */
export async function bundle(outdir, entries = ENTRIES, splitting = true) {
  const { dependencies, peerDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
  const { metafile } = await build({
    entryPoints: [...entries],
    outdir,
    outbase: '.',
    bundle: true,
    splitting,
    chunkNames: 'chunks/[name]-[hash]',
    ...(splitting ? {} : { packages: 'external' }),
    // `#package` is resolved at run time, by the manifest of the package.
    external: ['#package', ...Object.keys({ ...dependencies, ...peerDependencies })],
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    banner: { js: REQUIRE },
    plugins: [await precompile(), builtInPractice, leanExpress],
    metafile: true,
    logLevel: 'warning',
  });
  writeFileSync(join(outdir, 'THIRD-PARTY-LICENSES.txt'), collectLicenses(Object.keys(metafile.inputs)));
}
