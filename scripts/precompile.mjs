import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { _, Ajv } from 'ajv';
import { build } from 'esbuild';

/** The schemas whose compiling would be felt: where they are, under which name their validator asks for them. */
const SCHEMAS = [
  { name: 'configuration', file: 'simulator/practice/schema.ts', schema: 'configurationSchema', all: true },
  { name: 'new-appointment', file: 'fhir/resources/appointment.ts', schema: 'newAppointmentSchema', all: false },
  { name: 'cancellation', file: 'fhir/resources/appointment-response.ts', schema: 'cancellationSchema', all: false },
];

/** What stands before each compiled check: the formats, and Ajv's own helpers. */
const PROLOGUE = `
import { createRequire } from 'node:module';
import { formatCheck } from '${resolve('schema/formats.ts')}';
const require = createRequire(import.meta.url);
const formats = new Proxy({}, { get: (_target, name) => formatCheck(String(name)) });
`;

/**
 * Compiles the schemas to code, so that it is not done at every start.
 * @returns {Promise<import('esbuild').Plugin>} puts the code in the place of schema/precompiled.ts
 */
export async function precompile() {
  const modules = new Map(await compileAll());
  return {
    name: 'precompiled',
    setup({ onLoad, onResolve }) {
      onResolve({ filter: /^precompiled:/ }, ({ path }) => ({ path, namespace: 'precompiled', sideEffects: false }));
      onLoad({ filter: /.*/, namespace: 'precompiled' }, ({ path }) => ({
        contents: PROLOGUE + modules.get(path.slice('precompiled:'.length)),
        resolveDir: resolve('schema'),
      }));
      onLoad({ filter: /schema[/\\]precompiled\.ts$/ }, () => ({
        contents: [
          ...SCHEMAS.map(({ name }, index) => `import check${index} from 'precompiled:${name}';`),
          `export const precompiled = { ${SCHEMAS.map(({ name }, index) => `'${name}': check${index}`).join(', ')} };`,
        ].join('\n'),
        resolveDir: resolve('schema'),
      }));
    },
  };
}

async function compileAll() {
  const standalone = createRequire(import.meta.url)('ajv/dist/standalone').default;
  const folder = mkdtempSync(join('node_modules', '.xis-testkit-'));
  try {
    const outfile = join(folder, 'schemas.mjs');
    const contents = SCHEMAS.map(({ file, schema }) => `export { ${schema} } from './${file}';`).join('\n');
    const stdin = {
      contents: `${contents}\nexport { formats } from './schema/formats.ts';\nimport './simulator/practice/check.ts';`,
      resolveDir: '.',
    };
    await build({
      stdin,
      outfile,
      bundle: true,
      format: 'esm',
      platform: 'node',
      packages: 'external',
      logLevel: 'warning',
    });
    const source = await import(pathToFileURL(resolve(outfile)).href);
    return SCHEMAS.map(({ name, schema, all }) => {
      const ajv = new Ajv({
        allErrors: all,
        strictTypes: false,
        strictRequired: false,
        verbose: true,
        code: { source: true, esm: true, formats: _`formats` },
      });
      ajv.addKeyword({ keyword: 'expected', schemaType: 'string' });
      for (const [format, check] of source.formats) ajv.addFormat(format, check);
      const { $schema: _meta, ...plain } = source[schema];
      return [name, standalone(ajv, ajv.compile(plain))];
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
