import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { reportOf } from '../../test/support/report.ts';
import { checkWritable, writeReports } from './reports.ts';
import type { Settings } from './settings.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xis-testkit-reports-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function asking(files: Partial<Settings['options']>): Settings {
  return { url: undefined, options: files as Settings['options'], nameOf: (option) => `--${option}` };
}

test('each report goes to its file; Markdown goes to the end of what is there', async () => {
  const [json, markdown] = [join(folder, 'report.json'), join(folder, 'summary.md')];
  expect(await writeReports(reportOf([]), { json, markdown })).toEqual([json, markdown]);
  const once = await readFile(markdown, 'utf8');
  await writeReports(reportOf([]), { json, markdown });
  expect(await readFile(markdown, 'utf8')).toBe(`${once}\n${once}`);
  expect(JSON.parse(await readFile(json, 'utf8'))).toHaveProperty('checks', []);
});

test('a report that cannot be written is told before the check', async () => {
  await expect(checkWritable(asking({ html: folder }))).rejects.toThrow(`--html: ${folder} cannot be written (it is a`);
  const nowhere = join(folder, 'none', 'report.xml');
  await expect(checkWritable(asking({ junit: nowhere }))).rejects.toThrow('its folder is not there');
  await expect(checkWritable(asking({ json: join(folder, 'new.json') }))).resolves.toBeUndefined();
});
