import { defineConfig } from 'vite';

/** Builds the page to static files, which the command line serves at `/`; `npx vite ui/page` serves it while it is made. */
export default defineConfig({
  root: `${import.meta.dirname}/page`,
  // Relative, because a proxy may serve the simulator below a path.
  base: './',
  publicDir: false,
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: `${import.meta.dirname}/../dist/ui`,
    emptyOutDir: true,
    assetsDir: '__ui/assets',
    target: 'es2023',
    license: { fileName: '__ui/assets/licenses.txt' },
    modulePreload: { polyfill: false },
    // An asset in the code would be a data URL, which the content security policy blocks.
    assetsInlineLimit: 0,
  },
  server: {
    proxy: { '/__admin': 'http://localhost:8080', '/__ui': 'http://localhost:8080', '/fhir': 'http://localhost:8080' },
  },
});
