import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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

/** The formats of the schemas, which the program registers itself. */
const FORMATS = `import { formatCheck } from './formats.ts';
const formats = new Proxy({}, { get: (_target, name) => formatCheck(String(name)) });`;

/**
 * Compiles the schemas to code at build time, because compiling them slows down every start. In a bundle with chunks, each
 * validator is a file of its own, which is loaded when it is first used: parsing the largest takes longer than some commands.
 * @returns {Promise<import('esbuild').Plugin>} the plugin that replaces schema/precompiled.ts with the code
 */
export async function precompile() {
  const validators = await compileAll();
  return {
    name: 'precompiled',
    setup({ initialOptions: { splitting, outdir }, onLoad, onResolve, onEnd }) {
      onResolve({ filter: /^precompiled:/ }, ({ path }) =>
        splitting
          ? { path: `../validators/${indexOf(path)}.cjs`, external: true }
          : { path, namespace: 'precompiled', sideEffects: false },
      );
      onLoad({ filter: /.*/, namespace: 'precompiled' }, ({ path }) => ({ contents: validators[indexOf(path)].code }));
      onLoad({ filter: /schema[/\\]precompiled\.ts$/ }, () => ({
        contents: [
          FORMATS,
          'export const precompiled = {',
          ...validators.map(
            ({ id, all }, index) =>
              `  '${id}': { get validate() { return require('precompiled:${index}')(formats); }, all: ${all} },`,
          ),
          '};',
        ].join('\n'),
        resolveDir: resolve('schema'),
      }));
      onEnd(() => {
        if (!splitting) return;
        mkdirSync(join(outdir, 'validators'), { recursive: true });
        for (const [index, { code }] of validators.entries()) {
          writeFileSync(join(outdir, 'validators', `${index}.cjs`), code);
        }
      });
    },
  };
}

function indexOf(path) {
  return Number(path.slice('precompiled:'.length));
}

/** Returns the code of a validator as a CommonJS module: a function of the formats, with Ajv's helpers inside. */
async function toModule(contents) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: '.' },
    bundle: true,
    write: false,
    // A megabyte of code that no one reads takes its time to parse.
    minify: true,
    format: 'iife',
    globalName: 'compiled',
    logLevel: 'warning',
  });
  return `module.exports = (formats) => {\n${outputFiles[0].text}return compiled.default;\n};\n`;
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
    const compiled = schemas.map(async ({ schema, all }) => {
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
      return { id, all, code: await toModule(standalone(ajv, ajv.compile(plain))) };
    });
    return await Promise.all(compiled);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
