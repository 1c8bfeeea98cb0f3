import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

/** The files of Swagger UI that the page loads. */
const LIBRARY = ['swagger-ui-bundle.js', 'swagger-ui.css'];

/** The texts that its license requires, and those of the libraries inside. */
const LICENSES = ['NOTICE', 'LICENSE', 'swagger-ui-bundle.js.LICENSE.txt'];

/**
 * Puts the API browser of the control interface together: our page, and Swagger UI as its project has built it, compressed
 * to a quarter.
 * @param {string} outdir the folder to write to
 */
export function buildApiBrowser(outdir) {
  const folder = dirname(fileURLToPath(import.meta.resolve('swagger-ui-dist/package.json')));
  mkdirSync(outdir, { recursive: true });
  cpSync('simulator/admin/api-browser', outdir, { recursive: true });
  cpSync('ui/page/icon.svg', join(outdir, 'icon.svg'));
  for (const name of LIBRARY) {
    // A page that names the source map would make the tools of a browser request it.
    const text = readFileSync(join(folder, name), 'utf8').replace(/\n?(?:\/\/|\/\*)# sourceMappingURL=.*$/m, '');
    writeFileSync(join(outdir, `${name}.gz`), gzipSync(text, { level: 9 }));
  }
  const licenses = LICENSES.map((name) => readFileSync(join(folder, name), 'utf8').trim());
  writeFileSync(join(outdir, 'licenses.txt'), `## Swagger UI\n\n${licenses.join('\n\n')}\n`);
}
