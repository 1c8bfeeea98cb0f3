import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

const FILE = 'fixtures/practices/default.yaml';

/**
 * Puts the built-in practice into the bundle, because loading the parser of YAML and reading the file took 130 ms of every start.
 * @type {import('esbuild').Plugin}
 */
export const builtInPractice = {
  name: 'built-in-practice',
  setup({ onLoad }) {
    onLoad({ filter: /simulator[/\\]practice[/\\]built-in\.ts$/ }, () => ({
      contents: `export const builtIn = ${JSON.stringify(parse(readFileSync(FILE, 'utf8')))};`,
    }));
  },
};
