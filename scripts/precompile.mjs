import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { _, Ajv } from 'ajv';
import { build } from 'esbuild';

const require = createRequire(import.meta.url);

/** The schemas that take long to compile. Each has an `$id`; `all` is the option `allErrors` of its validator. */
const SCHEMAS = [
  { file: 'simulator/practice/schema.ts', schema: 'configurationSchema', all: true },
  { file: 'fhir/resources/appointment.ts', schema: 'newAppointmentSchema', all: false },
  { file: 'fhir/resources/appointment-response.ts', schema: 'cancellationSchema', all: false },
  { file: 'conformance/resolve-options.ts', schema: 'checkOptionsSchema', all: false },
];

/** The functions that return the tables of options whose values are validated at the start of a command. */
const TABLES = [{ file: 'cli/check/options.ts', table: 'checkTable' }];

/** The beginning of each compiled validator: its formats. */
const PROLOGUE = `
import { formatCheck } from './formats.ts';
const formats = new Proxy({}, { get: (_target, name) => formatCheck(String(name)) });
`;

/**
 * Compiles the schemas to code at build time, because compiling them slows down every start.
 * @returns {Promise<import('esbuild').Plugin>} the plugin that replaces schema/precompiled.ts with the code
 */
export async function precompile() {
  const validators = await compileAll();
  return {
    name: 'precompiled',
    setup({ onLoad, onResolve }) {
      onResolve({ filter: /^precompiled:/ }, ({ path }) => ({ path, namespace: 'precompiled', sideEffects: false }));
      // Ajv's helpers are few lines, and become part of the code.
      onResolve({ filter: /^(ajv\/dist\/runtime\/|fast-deep-equal$)/ }, ({ path }) => ({
        path: require.resolve(path),
      }));
      onLoad({ filter: /.*/, namespace: 'precompiled' }, ({ path }) => ({
        contents: PROLOGUE + validators[Number(path.slice('precompiled:'.length))].code,
        resolveDir: resolve('schema'),
      }));
      onLoad({ filter: /schema[/\\]precompiled\.ts$/ }, () => ({
        contents: [
          'export const precompiled = {',
          // Required when it is first used: most commands do not need the large ones.
          ...validators.map(
            ({ id, all }, index) =>
              `  '${id}': { get validate() { return require('precompiled:${index}').default; }, all: ${all} },`,
          ),
          '};',
        ].join('\n'),
        resolveDir: resolve('schema'),
      }));
    },
  };
}

async function compileAll() {
  const standalone = require('ajv/dist/standalone').default;
  const folder = mkdtempSync(join('node_modules', '.xis-testkit-'));
  try {
    const outfile = join(folder, 'schemas.mjs');
    const exported = [
      ...SCHEMAS.map(({ file, schema }) => [schema, file]),
      ...TABLES.map(({ file, table }) => [table, file]),
      ['valuesSchema', 'cli/command-options.ts'],
      ['definedFormats', 'schema/formats.ts'],
    ];
    const contents = exported.map(([name, file]) => `export { ${name} } from './${file}';`).join('\n');
    const stdin = { contents, resolveDir: '.' };
    await build({
      stdin,
      outfile,
      bundle: true,
      format: 'esm',
      platform: 'node',
      packages: 'external',
      // No schema depends on it.
      external: ['#package'],
      logLevel: 'warning',
    });
    const source = await import(pathToFileURL(resolve(outfile)).href);
    const schemas = [
      ...SCHEMAS.map(({ schema, all }) => ({ schema: source[schema], all })),
      ...TABLES.map(({ table }) => ({ schema: source.valuesSchema(source[table]()), all: false })),
    ];
    return schemas.map(({ schema, all }) => {
      const ajv = new Ajv({
        allErrors: all,
        strictTypes: false,
        strictRequired: false,
        verbose: true,
        code: { source: true, esm: true, formats: _`formats` },
      });
      ajv.addKeyword({ keyword: 'expected', schemaType: 'string' });
      for (const [format, check] of source.definedFormats()) ajv.addFormat(format, check);
      const { $schema: _meta, $id: id, ...plain } = schema;
      return { id, all, code: standalone(ajv, ajv.compile(plain)) };
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
