import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { formatJsonReport } from '../../conformance/index.ts';
import { ENCODINGS, NOT_UTF8 } from '../../fixtures/test/encodings.ts';
import { createReport } from '../../fixtures/test/reports/sample.ts';
import { stderr, stdout } from '../output.ts';
import { toSettings } from '../settings.ts';
import { runCleanup } from './cleanup.ts';
import { runDiff } from './diff.ts';
import { CLEANUP_TABLE } from './options.ts';

let folder = '';
let path = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xis-testkit-files-'));
  path = join(folder, 'file.json');
});
afterAll(() => rm(folder, { recursive: true, force: true }));
beforeEach(async () => {
  vi.spyOn(stdout, 'write').mockReturnValue(undefined);
  await rm(path, { force: true });
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** Returns the error message of a command for its file. */
const rejection = (run: () => Promise<void>): Promise<string> =>
  run().then(
    () => 'accepted',
    ({ message }: Error) => message.replaceAll(`${folder}/`, ''),
  );
const diff = () => rejection(() => runDiff(path, path, false));
const cleanup = () => rejection(() => runCleanup([path], toSettings(CLEANUP_TABLE, {})));

describe('check diff', () => {
  test('rejects a file that is missing, not UTF-8, not JSON, or not a report', async () => {
    expect(await diff()).toBe('file.json: expected a report of `check --json`, got no such file');
    await writeFile(path, NOT_UTF8);
    expect(await diff()).toMatch(/^file\.json:2:5: expected UTF-8, got the byte 0xE9/);
    await writeFile(path, '{"checks": [\n');
    expect(await diff()).toMatch(/^file\.json:1:12: expected a closing ]/);
    await writeFile(path, '');
    expect(await diff()).toMatch(/^file\.json: /);
  });

  test.each(ENCODINGS)('reads %s', async (_name, encode) => {
    await writeFile(path, encode(formatJsonReport(createReport([]))));
    expect(await diff()).toBe('accepted');
  });
});

describe('check cleanup', () => {
  test('rejects a missing file, a directory, or a file that is not a run file', async () => {
    expect(await cleanup()).toBe('file.json: expected a run file, got no such file');
    expect(await rejection(() => runCleanup([folder], toSettings(CLEANUP_TABLE, {})))).toMatch(
      /: expected a run file, got a directory$/,
    );
    await writeFile(path, '{}');
    expect(await cleanup()).toBe('file.json: expected the run file of a check');
  });

  test.each(ENCODINGS)('reads %s, and passes over a last line that a crash cut off', async (_name, encode) => {
    const run = { record: 'run', baseUrl: 'https://xis.example', organization: '01000001', at: '2026-11-23T08:00:00Z' };
    const half = Buffer.from('{"record":"unknown","why":"é').subarray(0, -1);
    await writeFile(path, Buffer.concat([encode(`${JSON.stringify(run)}\n`), half]));
    expect(await cleanup()).toBe('accepted');
  });

  test('a file that cannot be used keeps no other from its clean-up, and the highest exit code counts', async () => {
    const errors = vi.spyOn(stderr, 'write').mockReturnValue(undefined);
    const exitCode = process.exitCode;
    try {
      await writeFile(path, '');
      await runCleanup([join(folder, 'missing.jsonl'), path], toSettings(CLEANUP_TABLE, {}));
      expect(process.exitCode).toBe(2);
      expect(errors.mock.calls.join()).toContain('missing.jsonl: expected a run file, got no such file\n');
      expect(existsSync(path)).toBe(false);
    } finally {
      process.exitCode = exitCode;
      errors.mockRestore();
    }
  });
});
