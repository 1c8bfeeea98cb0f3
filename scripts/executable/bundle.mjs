import { readFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { build } from 'esbuild';
import { builtInPractice } from '../built-in-practice.mjs';
import { leanExpress } from '../lean-express.mjs';
import { precompile } from '../precompile.mjs';

/** CommonJS libraries call `require` for modules of Node.js, which an ES module does not have. */
const REQUIRE = `import { createRequire as createBundleRequire } from 'node:module';
const require = createBundleRequire(process.execPath);`;

/** A library that is loaded when it is first used, in an ES module. */
const LAZY_REQUIRE = /\bcreateRequire\(import\.meta\.url\)\(('[^']+')\)/g;

/** Native code for PostgreSQL, which pg loads on request only. */
const NATIVE_CLIENT = 'pg-native';

/**
 * Bundles the program and all libraries into one file.
 * @param {string} outfile the file to write
 * @returns {Promise<readonly string[]>} the paths of the bundled files
 * @throws {Error} when a library is not part of the bundle
 */
export async function bundleAll(outfile) {
  const { metafile } = await build({
    entryPoints: ['scripts/executable/main.mjs'],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node26',
    banner: { js: REQUIRE },
    external: [NATIVE_CLIENT],
    define: { 'process.env.NODE_PG_FORCE_NATIVE': 'undefined' },
    plugins: [await precompile(), builtInPractice, leanExpress, bundleLazyLibraries],
    metafile: true,
    logLevel: 'warning',
  });
  const imported = Object.values(metafile.outputs).flatMap(({ imports }) => imports.map(({ path }) => path));
  // The running Node.js may be older than that of the executable, and not know all of its modules.
  const isKnown = (path) => path.startsWith('node:') || isBuiltin(path) || path === NATIVE_CLIENT;
  const missing = imported.filter((path) => !isKnown(path));
  if (missing.length > 0) throw new Error(`not in the bundle: ${missing.join(', ')}`);
  return Object.keys(metafile.inputs);
}

/** Makes the libraries part of the bundle that `createRequire` would look for beside the program. */
const bundleLazyLibraries = {
  name: 'lazy-libraries',
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replaceAll(LAZY_REQUIRE, 'require($1)'),
      loader: 'ts',
    }));
  },
};
