import { mkdtemp, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { realSystem } from '../../conformance/index.ts';
import { stderr } from '../output.ts';
import { continueRunFile, createRunFile, runFileName, toRunFile } from './run-file.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xis-testkit-run-file-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const CANCELLED = { record: 'cancelled', key: 'b1' } as const;

test('a run file has a line for each record, is readable by its owner only, and can be continued', async () => {
  const path = join(folder, 'run.jsonl');
  const file = await createRunFile(path);
  expect(file.isEmpty).toBe(true);
  await file.append({ record: 'made', key: 'b1', appointment: '1001' });
  expect(file.isEmpty).toBe(false);
  await file.close();
  const continued = await continueRunFile(path);
  await continued.append(CANCELLED);
  await continued.close();
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    { record: 'made', key: 'b1', appointment: '1001' },
    CANCELLED,
  ]);
  expect((await stat(path)).mode & 0o077).toBe(0);
  continued.remove();
  expect(await readdir(folder)).not.toContain('run.jsonl');
});

test('the file of a run with open appointments is not overwritten', async () => {
  const path = join(folder, 'left.jsonl');
  await (await createRunFile(path)).close();
  await expect(createRunFile(path)).rejects.toThrow(`run \`xis-testkit check cleanup ${path}\``);
  await expect(createRunFile(path)).rejects.toThrow('a run that is still going');
});

test('a file that cannot be written is an error before the first booking', async () => {
  await expect(createRunFile(join(folder, 'none', 'run.jsonl'))).rejects.toThrow('cannot be written (ENOENT)');
});

test('the name of a run file has the time of the run, and is unique', () => {
  const now = Date.UTC(2026, 10, 24, 8, 5, 9);
  expect(runFileName(now, '3f2a-9c1b')).toBe('xis-testkit-run-20261124T080509Z-3f2a9c.jsonl');
  expect(runFileName(now, realSystem.unique())).not.toBe(runFileName(now, realSystem.unique()));
});

test('a run file that cannot be closed is a warning: the run goes on to its end', async () => {
  const path = join(folder, 'unclosed.jsonl');
  const handle = await open(path, 'w');
  const write = vi.spyOn(stderr, 'write').mockReturnValue(undefined as never);
  try {
    const failure = Object.assign(new Error('input/output error'), { code: 'EIO' });
    await toRunFile(
      { appendFile: handle.appendFile, datasync: handle.datasync, close: () => Promise.reject(failure) },
      path,
    ).close();
    expect(write.mock.calls).toEqual([[`run file ${path} cannot be closed (EIO)\n`]]);
  } finally {
    write.mockRestore();
    await handle.close();
  }
});
