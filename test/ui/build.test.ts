import { readdirSync, readFileSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';

const FOLDER = resolve(import.meta.dirname, '../../dist/ui');
const MAX_FIRST_VIEW_BYTES = 250_000;

const read = (path: string): string => readFileSync(resolve(FOLDER, path), 'utf8');
const names = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((name) => extname(name) !== '');
const html = read('index.html');

/** Returns the files that a first visit loads: those of the page, and what its scripts import at once. */
function listFirstView(): readonly string[] {
  const found = [...html.matchAll(/(?:src|href)="\.\/([^"]+)"/g)].map(([, path = '']) => path);
  for (const path of found) {
    if (extname(path) !== '.js') continue;
    for (const [, imported = ''] of read(path).matchAll(/(?:\bfrom|^import|;import)\s*["']\.\/([^"']+)["']/g)) {
      const target = `__ui/assets/${imported}`;
      if (!found.includes(target)) found.push(target);
    }
  }
  return ['index.html', ...found];
}

describe('the built page', () => {
  test('loads little before it shows something', () => {
    const files = listFirstView();
    expect(files.filter((path) => extname(path) === '.js').length).toBeGreaterThan(0);
    const bytes = files.reduce((sum, path) => sum + gzipSync(readFileSync(resolve(FOLDER, path))).length, 0);
    expect(bytes).toBeLessThan(MAX_FIRST_VIEW_BYTES);
  });

  test('loads each tab but the first one when it is opened', () => {
    const first = listFirstView();
    for (const tab of ['wire', 'clock', 'trouble', 'patient', 'check']) {
      const file = names.find((name) => name.includes(`assets/${tab}-tab-`) && name.endsWith('.js'));
      expect([tab, file]).toEqual([tab, expect.any(String)]);
      expect(first).not.toContain(file);
    }
  });

  test('has no script, style or handler of its own in the HTML', () => {
    expect(html).not.toMatch(/<style|\sstyle=|\son\w+=|javascript:/i);
    for (const [, attributes, content] of html.matchAll(/<script([^>]*)>([^<]*)/g)) {
      expect([attributes, content]).toEqual([expect.stringMatching(/ src="\.\//), '']);
    }
  });

  test('loads nothing from another host', () => {
    expect(html).not.toMatch(/(?:src|href)="(?!\.\/)/);
    for (const name of names.filter((path) => extname(path) === '.css')) {
      expect([name, /url\(\s*["']?(?:https?:)?\/\/|@import/.test(read(name))]).toEqual([name, false]);
    }
  });

  test('has the license of every package in it', () => {
    const licenses = read('__ui/assets/licenses.txt');
    for (const name of ['preact', '@preact/signals', '@preact/signals-core']) {
      expect(licenses).toMatch(new RegExp(`^## ${name} - \\d+\\.\\d+\\.\\d+ \\(\\S+\\)$`, 'm'));
    }
  });
});
