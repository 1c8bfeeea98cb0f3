import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { formatBundle, formatHar } from '../../conformance/index.ts';
import { createReport } from '../../fixtures/test/reports/sample.ts';
import type { CheckSettings } from './options.ts';
import { expectWritableReports, writeCheckReports } from './reports.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xis-testkit-reports-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function settings(values: CheckSettings['values']): CheckSettings {
  return { values, library: {}, nameOf: (key) => `--${key}`, nameOption: (name) => name };
}

test('each report is written to its file, and Markdown is appended', async () => {
  const [json, markdown] = [join(folder, 'report.json'), join(folder, 'summary.md')];
  expect(await writeCheckReports(createReport([]), settings({ json, markdown }))).toEqual([json, markdown]);
  const once = await readFile(markdown, 'utf8');
  await writeCheckReports(createReport([]), settings({ json, markdown }));
  expect(await readFile(markdown, 'utf8')).toBe(`${once}\n${once}`);
  expect(JSON.parse(await readFile(json, 'utf8'))).toHaveProperty('checks', []);
});

test('a bundle and the exchanges are written, and a file has one report', async () => {
  const [bundle, har] = [join(folder, 'report.zip'), join(folder, 'exchanges.har')];
  const report = createReport([]);
  expect(await writeCheckReports(report, settings({ bundle, har }), 'run.jsonl')).toEqual([har, bundle]);
  expect(new Uint8Array(await readFile(bundle))).toEqual(formatBundle(report, { runFile: 'run.jsonl' }));
  expect(await readFile(har, 'utf8')).toBe(formatHar(report));
  await expect(expectWritableReports(settings({ bundle, har: bundle }))).rejects.toThrow(
    `--bundle: ${bundle} is the file of --har`,
  );
});

test('a report that cannot be written is an error before the check', async () => {
  await expect(expectWritableReports(settings({ html: folder }))).rejects.toThrow(
    `--html: ${folder} cannot be written (it is a`,
  );
  const nowhere = join(folder, 'none', 'report.xml');
  await expect(expectWritableReports(settings({ junit: nowhere }))).rejects.toThrow('its folder does not exist');
  await expect(expectWritableReports(settings({ json: join(folder, 'new.json') }))).resolves.toBeUndefined();
});
