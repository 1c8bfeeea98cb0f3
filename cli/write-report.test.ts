import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, open, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, describe, expect } from 'vitest';
import { describeUnwritable, expectWritable, writeReports } from './write-report.ts';

const test = base.extend<{ folder: string }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the parameter's pattern
  folder: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'xis-testkit-report-'));
    await use(folder);
    await rm(folder, { recursive: true });
  },
});

describe('a report', () => {
  test('replaces a file, keeps its mode, and leaves nothing beside it', async ({ folder }) => {
    const path = join(folder, 'report.json');
    await writeFile(path, 'a longer text than the new one');
    await chmod(path, 0o604);
    expect(await writeReports([{ option: '--json', path, content: 'new' }])).toEqual({ written: [path], problems: [] });
    expect([await readFile(path, 'utf8'), (await stat(path)).mode & 0o777]).toEqual(['new', 0o604]);
    expect(await readdir(folder)).toEqual(['report.json']);
  });

  test('goes to the file that a link names, and the link stays', async ({ folder }) => {
    const [path, link] = [join(folder, 'report.json'), join(folder, 'link.json')];
    await writeFile(path, 'old');
    await symlink(path, link);
    await writeReports([{ option: '--json', path: link, content: 'new' }]);
    expect(await readFile(path, 'utf8')).toBe('new');
    expect((await readdir(folder)).sort()).toEqual(['link.json', 'report.json']);
  });

  test('is appended after an empty line', async ({ folder }) => {
    const path = join(folder, 'summary.md');
    const append = (text: string) => writeReports([{ option: '--markdown', path, content: text, isAppended: true }]);
    for (const text of ['one', 'two\n', 'three\n']) await append(text);
    expect(await readFile(path, 'utf8')).toBe('one\n\ntwo\n\nthree\n');
  });

  test('that cannot be written keeps no other from it, and has option, path and cause', async ({ folder }) => {
    const path = join(folder, 'report.xml');
    await mkdir(join(folder, 'taken'));
    const result = await writeReports([
      { option: '--json', path: join(folder, 'gone', 'report.json'), content: 'x' },
      { option: '--html', path: join(folder, 'taken'), content: 'x' },
      { option: '--junit', path, content: 'x' },
    ]);
    expect(result).toEqual({
      written: [path],
      problems: [
        `--json: ${folder}/gone/report.json cannot be written (ENOENT)`,
        `--html: ${folder}/taken cannot be written (EISDIR)`,
      ],
    });
    expect((await readdir(folder)).sort()).toEqual(['report.xml', 'taken']);
  });

  test('goes to a named pipe while something reads it', async ({ folder }) => {
    const path = join(folder, 'pipe');
    execFileSync('mkfifo', [path]);
    const text = 'x'.repeat(200_000);
    const reader = open(path, 'r').then(async (file) => {
      const read = await file.readFile('utf8');
      await file.close();
      return read;
    });
    expect(await writeReports([{ option: '--json', path, content: text }])).toEqual({ written: [path], problems: [] });
    expect(await reader).toBe(text);
  });

  test('on a device without room is a problem', async ({ skip }) => {
    const isThere = await stat('/dev/full').catch(() => undefined);
    skip(!isThere, 'this system has no /dev/full');
    expect(await writeReports([{ option: '--json', path: '/dev/full', content: 'x' }])).toEqual({
      written: [],
      problems: ['--json: /dev/full cannot be written (ENOSPC)'],
    });
  });
});

test('our own output can be a report', async () => {
  await expect(expectWritable([{ option: '--json', path: '/dev/stdout' }])).resolves.toBeUndefined();
});

test('two reports for one file are an error before the work, also by a link to it', async ({ folder }) => {
  const [path, link] = [join(folder, 'report'), join(folder, 'link')];
  const both = (other: string) =>
    expectWritable([
      { option: '--json', path },
      { option: '--junit', path: other },
    ]);
  await expect(both(join(folder, '.', 'report'))).rejects.toThrow(
    `--junit: ${folder}/report is the file of --json: expected another one`,
  );
  await writeFile(path, '');
  await symlink(path, link);
  await expect(both(link)).rejects.toThrow(`--junit: ${link} is the file of --json`);
  await expect(both(join(folder, 'other'))).resolves.toBeUndefined();
  const devices = ['--json', '--junit'].map((option) => ({ option, path: '/dev/null' }));
  await expect(expectWritable(devices)).resolves.toBeUndefined();
});

test('bytes are written as they are', async ({ folder }) => {
  const path = join(folder, 'report.zip');
  const content = Uint8Array.from([80, 75, 0, 255]);
  await writeReports([{ option: '--bundle', path, content }]);
  expect(new Uint8Array(await readFile(path))).toEqual(content);
});

test('where access is denied, the reason names the user and the folder, or the file', ({ folder }) => {
  const user = process.getuid?.();
  expect(user).toBeDefined();
  const denied = { name: 'Error', message: '', code: 'EACCES' };
  expect([describeUnwritable(join(folder, 'report.html'), denied), describeUnwritable(folder, denied)]).toEqual([
    `EACCES: the user with id ${user} may not write to ${folder}`,
    `EACCES: the user with id ${user} may not write to it`,
  ]);
  expect(describeUnwritable(folder, { ...denied, code: 'EROFS' })).toBe('EROFS');
});
