import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import supertest from 'supertest';
import { test as base, describe, expect } from 'vitest';
import { readPageFiles } from './page-files.ts';

const SCRIPT = `document.title = '${'x'.repeat(500)}';`;

const test = base.extend<{ files: ReturnType<typeof supertest> }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the parameter's pattern
  files: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'xis-testkit-page-'));
    await mkdir(join(folder, '__ui/assets'), { recursive: true });
    await writeFile(join(folder, 'index.html'), '<!doctype html><title>page</title>');
    await writeFile(join(folder, '__ui/assets/index-Ab_12-xy.js'), SCRIPT);
    await writeFile(join(folder, '__ui/assets/licenses.txt'), 'MIT');
    await writeFile(join(folder, 'library.js.gz'), gzipSync(SCRIPT));
    const files = readPageFiles(folder);
    const listener: RequestListener = ({ url = '', headers }, response) => {
      if (!files.send(url, headers['accept-encoding'], response)) response.writeHead(404).end();
    };
    await use(supertest(listener));
    await rm(folder, { recursive: true });
  },
});

describe('the files of the page', () => {
  test('the page is HTML that is validated on each visit, and runs nothing that is not a file of its own', async ({
    files,
  }) => {
    const { headers, text } = await files.get('/').expect(200);
    expect(text).toContain('<title>page</title>');
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      vary: 'Accept, Accept-Encoding',
    });
    const policy = new Map(
      String(headers['content-security-policy'])
        .split('; ')
        .map((directive): [string, string] => [directive.split(' ')[0] ?? '', directive.split(' ').slice(1).join(' ')]),
    );
    expect(policy.get('default-src')).toBe("'none'");
    expect(policy.get('script-src')).toBe("'self'");
    expect(policy.get('style-src')).toBe("'self'");
    expect(policy.get('frame-ancestors')).toBe("'none'");
  });

  test('a file whose name has a hash is kept for ever, and any other is not', async ({ files }) => {
    const script = await files.get('/__ui/assets/index-Ab_12-xy.js').expect(200);
    expect(script.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
    });
    const licenses = await files.get('/__ui/assets/licenses.txt').expect(200);
    expect(licenses.headers['cache-control']).toBe('no-cache');
  });

  test.for([
    ['gzip', 'gzip, deflate, br'],
    ['gzip', 'br;q=1.0, gzip;q=0.8'],
    [undefined, 'identity'],
    [undefined, 'br, gzip;q=0'],
    [undefined, ''],
  ] as const)('the encoding is %s for a client that accepts `%s`', async ([encoding, accepted], { files }) => {
    // The second one is compressed on the disk.
    for (const path of ['/__ui/assets/index-Ab_12-xy.js', '/library.js']) {
      const { headers, text } = await files.get(path).set('Accept-Encoding', accepted).expect(200);
      expect(headers['content-type']).toBe('text/javascript; charset=utf-8');
      expect(headers['content-encoding']).toBe(encoding);
      expect(headers['vary']).toBe('Accept-Encoding');
      expect(Number(headers['content-length']) < SCRIPT.length).toBe(encoding === 'gzip');
      expect(text).toBe(SCRIPT);
    }
  });

  test('HEAD has the headers of GET, and no body', async ({ files }) => {
    const { headers, text } = await files.head('/__ui/assets/index-Ab_12-xy.js').set('Accept-Encoding', 'identity');
    expect([headers['content-length'], text]).toEqual([String(SCRIPT.length), undefined]);
  });

  test.for([
    '/index.html',
    '/library.js.gz',
    '/__ui/assets/',
    '/__ui/assets/../../index.html',
    '/__ui/assets/%2e%2e/%2e%2e/index.html',
    '/__ui/assets/..%5c..%5cindex.html',
    '/__proto__',
  ])('%s is no file', async (path, { files }) => {
    await files.get(path).expect(404);
  });
});
