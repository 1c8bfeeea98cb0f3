import { readFileSync } from 'node:fs';

/** The media types that this project has Express send, and a client accept. */
const MEDIA_TYPES = ['application/json', 'text/html', 'text/plain'];

/**
 * Leaves out of Express what this project does not use: the parsers of bodies with their tables of encodings, because it reads
 * bodies itself (fhir/http/read-body.ts), and all media types but a few. They were most of the code that a start parses.
 * @type {import('esbuild').Plugin}
 */
export const leanExpress = {
  name: 'lean-express',
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^body-parser$/ }, ({ path }) => ({ path, namespace: 'left-out' }));
    onLoad({ filter: /.*/, namespace: 'left-out' }, () => ({ contents: 'module.exports = {};' }));
    onLoad({ filter: /[\\/]mime-db[\\/]db\.json$/ }, ({ path }) => {
      const all = JSON.parse(readFileSync(path, 'utf8'));
      const used = Object.fromEntries(MEDIA_TYPES.map((type) => [type, all[type]]));
      return { contents: JSON.stringify(used), loader: 'json' };
    });
  },
};
