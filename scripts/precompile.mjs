import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { _, Ajv } from 'ajv';
import { build, transform } from 'esbuild';

const require = createRequire(import.meta.url);

/** The schemas that take long to compile. Each has an `$id`; `all` is the option `allErrors` of its validator. */
const SCHEMAS = [
  { file: 'simulator/practice/schema.ts', schema: 'configurationSchema', all: true },
  { file: 'fhir/resources/appointment.ts', schema: 'newAppointmentSchema', all: false },
  { file: 'fhir/resources/appointment-response.ts', schema: 'cancellationSchema', all: false },
];

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
      onLoad({ filter: /.*/, namespace: 'precompiled' }, async ({ path }) => {
        const { code } = validators[Number(path.slice('precompiled:'.length))];
        // A megabyte of code that no one reads takes its time to parse.
        const { code: contents } = await transform(PROLOGUE + code, { minify: true });
        return { contents, resolveDir: resolve('schema') };
      });
      onLoad({ filter: /schema[/\\]precompiled\.ts$/ }, () => ({
        contents: [
          ...validators.map((_, index) => `import validate${index} from 'precompiled:${index}';`),
          'export const precompiled = {',
          ...validators.map(({ id, all }, index) => `  '${id}': { validate: validate${index}, all: ${all} },`),
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
    const contents = SCHEMAS.map(({ file, schema }) => `export { ${schema} } from './${file}';`).join('\n');
    const stdin = {
      contents: `${contents}\nexport { definedFormats } from './schema/formats.ts';`,
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
    return SCHEMAS.map(({ schema, all }) => {
      const ajv = new Ajv({
        allErrors: all,
        strictTypes: false,
        strictRequired: false,
        verbose: true,
        code: { source: true, esm: true, formats: _`formats` },
      });
      ajv.addKeyword({ keyword: 'expected', schemaType: 'string' });
      for (const [format, check] of source.definedFormats()) ajv.addFormat(format, check);
      const { $schema: _meta, $id: id, ...plain } = source[schema];
      return { id, all, code: standalone(ajv, ajv.compile(plain)) };
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
