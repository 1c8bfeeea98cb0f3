import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { SCHEMAS } from '../../cli/schema/schemas.ts';
import { createSimulator } from '../../simulator/index.ts';
import { runCli } from '../support/cli.ts';

const ROOT = resolve(import.meta.dirname, '../..');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xis-testkit-init-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Writes a file, and returns its path. */
async function init(kind: string): Promise<string> {
  const file = join(folder, `my-${kind}.yaml`);
  const { code, stdout } = await runCli(['init', kind, file]);
  expect([code, stdout]).toEqual([0, expect.stringContaining(`  xis-testkit `)]);
  return file;
}

/** Returns the mistakes of a file by the schema that its first line names, as an editor finds it. */
async function editorMistakes(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8');
  const [, path = ''] = /^# yaml-language-server: \$schema=(\S+)\n/.exec(text) ?? [];
  const schema = JSON.parse(await readFile(join(dirname(file), path), 'utf8'));
  const ajv = new Ajv({ strict: false });
  ajv.validate(schema, parse(text));
  return ajv.errors;
}

describe('init writes a file that its schema accepts, and that its command runs', () => {
  test('practice', async () => {
    const file = await init('practice');
    expect(await editorMistakes(file)).toBeNull();
    expect(await runCli(['simulate', '--check', '--config', file])).toMatchObject({ code: 0, stderr: '' });
  });

  test('scenario', async () => {
    const file = await init('scenario');
    expect(await editorMistakes(file)).toBeNull();
    expect((await runCli(['scenario', file])).stdout).toContain('1 scenario, all as expected');
  });

  test('check', async () => {
    const file = await init('check');
    expect(await editorMistakes(file)).toBeNull();
    const simulator = await createSimulator({ port: 0 });
    onTestFinished(() => simulator.close());
    await simulator.listen();
    const reports = ['--html', join(folder, 'report.html'), '--junit', join(folder, 'report.xml')];
    const only = ['--only', 'appointment-types'];
    const { code, stdout } = await runCli(['check', simulator.baseUrl, '--config', file, ...reports, ...only]);
    expect([code, stdout]).toEqual([0, expect.stringContaining('organization 01000001')]);
  });
});

test('init replaces no file of the user, and writes nothing then', async () => {
  const file = join(folder, 'mine.yaml');
  await writeFile(file, 'mine');
  const before = await readdir(folder);
  const { code, stderr } = await runCli(['init', 'practice', file]);
  expect([code, stderr]).toEqual([2, `${file} exists already: name another file\n`]);
  expect([await readdir(folder), await readFile(file, 'utf8')]).toEqual([before, 'mine']);
});

test('init replaces a schema of another version, and no other file of that name', async () => {
  const own = await mkdtemp(join(folder, 'schemas-'));
  const schema = join(own, 'check.schema.json');
  await writeFile(schema, '{"mine": true}');
  const refused = await runCli(['init', 'check', join(own, 'a.yaml')]);
  expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining(`${schema} exists already, and is not`)]);
  expect(await readdir(own)).toEqual(['check.schema.json']);
  await writeFile(schema, '{"$id": "urn:xis-testkit:schema:check"}');
  expect((await runCli(['init', 'check', join(own, 'a.yaml')])).code).toBe(0);
  expect(await readFile(schema, 'utf8')).toContain('"organization"');
});

test('schema prints each schema as it is in the package, each with an id of its own', async () => {
  const names = Object.keys(SCHEMAS) as (keyof typeof SCHEMAS)[];
  const printed = await Promise.all(names.map((name) => runCli(['schema', name])));
  const files = names.map((name) => readFile(join(ROOT, 'docs/reference', SCHEMAS[name].file), 'utf8'));
  expect(printed.map(({ stdout }) => stdout)).toEqual(await Promise.all(files));
  const ids = printed.map(({ stdout }) => JSON.parse(stdout).$id).filter((id) => id !== undefined);
  expect(ids).toEqual(names.filter((name) => name !== 'admin').map((name) => `urn:xis-testkit:schema:${name}`));
});

test('an unknown schema or kind is a usage error, which lists the known ones', async () => {
  const unknown = await Promise.all([runCli(['schema', 'practise']), runCli(['init', 'report'])]);
  expect(unknown.map(({ code }) => code)).toEqual([2, 2]);
  expect(unknown[0]?.stderr).toMatch(/practise.*practice, scenario, check/);
  expect(unknown[1]?.stderr).toMatch(/report.*practice, scenario, check/);
});
