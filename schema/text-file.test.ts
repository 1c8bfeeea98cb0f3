import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ENCODINGS, NOT_UTF8 } from '../fixtures/test/encodings.ts';
import { ConfigurationError } from './mistake.ts';
import { decodeText, fileError, readTextFile } from './text-file.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xis-testkit-text-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function rejection(bytes: Uint8Array): string {
  try {
    decodeText(bytes, 'a.yaml');
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigurationError);
    return (error as Error).message;
  }
  return 'accepted';
}

describe('the bytes of a text', () => {
  test.each(ENCODINGS)('are read as %s', (name, encode) => {
    const text = 'naam: Zoë 😀\nprijs: € 5\n';
    expect(decodeText(encode(text), 'a.yaml')).toBe(name.includes('CRLF') ? text.replaceAll('\n', '\r\n') : text);
  });

  test.each([
    ['a byte of another encoding', NOT_UTF8, 'a.yaml:2:5: expected UTF-8, got the byte 0xE9'],
    ['the first byte', Buffer.from([0x80]), 'a.yaml:1:1: expected UTF-8, got the byte 0x80'],
    [
      'a byte after a byte order mark',
      Buffer.from([0xef, 0xbb, 0xbf, 0x61, 0xff]),
      'a.yaml:1:2: expected UTF-8, got the byte 0xFF',
    ],
    ['a character that is cut off', Buffer.from('é€').subarray(0, 4), 'a.yaml:1:2: expected UTF-8, got the byte 0xE2'],
    ['an overlong character', Buffer.from([0x61, 0xc0, 0x80]), 'a.yaml:1:2: expected UTF-8, got the byte 0xC0'],
    ['UTF-16 without a byte order mark', Buffer.from('a: 1', 'utf16le'), 'a.yaml: expected UTF-8, got UTF-16 without'],
    ['UTF-16 that is cut off', Buffer.from('\ufeffab', 'utf16le').subarray(0, 5), 'a.yaml: expected UTF-16 text'],
  ])('are rejected with their position: %s', (_name, bytes, message) => {
    expect(rejection(bytes).startsWith(message)).toBe(true);
    expect(rejection(bytes)).toMatch(/: save the file as UTF-8$/);
  });

  test('are replaced where a crash may have cut them off', () => {
    expect(decodeText(Buffer.from('a\né').subarray(0, 3), 'run.jsonl', { replaceInvalidBytes: true })).toBe(
      'a\n\ufffd',
    );
  });
});

describe('a file that cannot be read', () => {
  test('is missing, a directory, or without permission', async () => {
    const path = join(folder, 'a.yaml');
    await expect(readTextFile(path, 'a pact')).rejects.toThrow(`${path}: expected a pact, got no such file`);
    await expect(readTextFile(folder, 'a pact')).rejects.toThrow(`${folder}: expected a pact, got a directory`);
    await writeFile(path, '');
    await expect(readTextFile(join(path, 'b'), 'a pact')).rejects.toThrow('expected a pact, got no such file');
    await chmod(path, 0o200);
    // Root can read it.
    if (process.getuid?.() !== 0) await expect(readTextFile(path, 'a pact')).rejects.toThrow('without permission');
    const error = fileError(Object.assign(new Error('x'), { code: 'EACCES' }), path, 'a pact');
    expect(error.message).toBe(`${path}: expected a pact, got a file without permission to read it`);
    expect(fileError(Object.assign(new Error('x'), { code: 'EIO' }), path, 'a pact').message).toContain('got EIO when');
  });

  test('keeps the error of the file system', async () => {
    const error = await readTextFile(join(folder, 'none'), 'a pact').catch((reason: Error) => reason);
    expect((error as Error).cause).toMatchObject({ code: 'ENOENT' });
  });
});
