/**
 * Leaves the parsers of bodies out of Express, with their tables of encodings: this project reads bodies itself
 * (fhir/http/read-body.ts), and they were most of the code that a start parses.
 * @type {import('esbuild').Plugin}
 */
export const withoutBodyParser = {
  name: 'without-body-parser',
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^body-parser$/ }, ({ path }) => ({ path, namespace: 'left-out' }));
    onLoad({ filter: /.*/, namespace: 'left-out' }, () => ({ contents: 'module.exports = {};' }));
  },
};
