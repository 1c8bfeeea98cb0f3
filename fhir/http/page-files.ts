import { readdirSync, readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
};

/**
 * The headers of the page. Nothing loads from another host, no inline script runs (CSP Level 3), and no other page can show
 * this one in a frame.
 */
const PAGE_HEADERS = {
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "frame-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
};

/** A name with a hash of the content: such a file never changes. */
const HASHED_NAME = /-[\w-]{8}\.\w+$/;

/** A client that accepts gzip (RFC 9110, 12.5.3); a weight of 0 excludes it. */
const ACCEPTS_GZIP = /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/;

/** The end of the name of a file that is compressed on the disk: few clients need it as it was. */
const COMPRESSED = '.gz';

/** A file in the forms that were needed so far; it has one of them from the start. */
interface PageFile {
  readonly mediaType: string;
  plain?: Buffer;
  compressed?: Buffer;
}

/** Serves the files of the page. */
export interface PageFiles {
  /**
   * Sends a file.
   * @param path `/` for the page itself, or the path of a file below the folder
   * @param acceptEncoding the header of the request
   * @returns whether there is such a file
   */
  send(path: string, acceptEncoding: string | undefined, response: ServerResponse): boolean;
}

/**
 * Reads the files of a page, as they were built. A file `name.gz` is served as `name`.
 * @param folder the folder that has `index.html`
 */
export function readPageFiles(folder: string): PageFiles {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => extname(name) !== '');
  const files = new Map(names.map((name) => readPageFile(folder, name)));
  return {
    send(path, acceptEncoding = '', response) {
      const file = files.get(path);
      if (!file) return false;
      const isCompressed = ACCEPTS_GZIP.test(acceptEncoding);
      const body = isCompressed ? compress(file) : decompress(file);
      response.writeHead(200, {
        'Content-Type': file.mediaType,
        'Content-Length': body.length,
        'X-Content-Type-Options': 'nosniff',
        Vary: path === '/' ? 'Accept, Accept-Encoding' : 'Accept-Encoding',
        ...(isCompressed && { 'Content-Encoding': 'gzip' }),
        'Cache-Control': HASHED_NAME.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache',
        ...(path === '/' && PAGE_HEADERS),
      });
      response.end(body);
      return true;
    },
  };
}

/** Returns a file with its path. */
function readPageFile(folder: string, name: string): readonly [string, PageFile] {
  const bytes = readFileSync(join(folder, name));
  const isCompressed = name.endsWith(COMPRESSED);
  const served = isCompressed ? name.slice(0, -COMPRESSED.length) : name;
  const path = served === 'index.html' ? '/' : `/${served.replaceAll('\\', '/')}`;
  const mediaType = MEDIA_TYPES[extname(served)] ?? 'application/octet-stream';
  return [path, { mediaType, ...(isCompressed ? { compressed: bytes } : { plain: bytes }) }];
}

function compress(file: PageFile): Buffer {
  file.compressed ??= gzipSync(decompress(file));
  return file.compressed;
}

function decompress(file: PageFile): Buffer {
  file.plain ??= gunzipSync(file.compressed ?? Buffer.alloc(0));
  return file.plain;
}
