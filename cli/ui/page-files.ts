import { readdirSync, readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

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

interface PageFile {
  readonly bytes: Buffer;
  readonly mediaType: string;
  compressed: Buffer | undefined;
}

/** Serves the files of the page. */
export interface PageFiles {
  /**
   * Sends a file.
   * @param path `/` for the page itself, or the path of a file, which begins with `/__ui/assets/`
   * @param acceptEncoding the header of the request
   * @returns whether there is such a file
   */
  send(path: string, acceptEncoding: string | undefined, response: ServerResponse): boolean;
}

/**
 * Reads the files of the page, as they were built.
 * @param folder the folder that has `index.html`
 */
export function readPageFiles(folder: string): PageFiles {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => extname(name) !== '');
  const files = new Map(
    names.map((name): [string, PageFile] => {
      const path = name === 'index.html' ? '/' : `/${name.replaceAll('\\', '/')}`;
      const mediaType = MEDIA_TYPES[extname(name)] ?? 'application/octet-stream';
      return [path, { bytes: readFileSync(join(folder, name)), mediaType, compressed: undefined }];
    }),
  );
  return {
    send(path, acceptEncoding = '', response) {
      const file = files.get(path);
      if (!file) return false;
      const isCompressed = ACCEPTS_GZIP.test(acceptEncoding);
      if (isCompressed) file.compressed ??= gzipSync(file.bytes);
      const body = (isCompressed ? file.compressed : file.bytes) ?? file.bytes;
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
