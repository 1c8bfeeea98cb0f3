import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Help } from 'commander';
import { expect, onTestFinished, test } from 'vitest';
import { COMMAND_NAMES, createCommandOutlines, loadCommand } from '../../cli/commands.ts';
import { readYamlFile } from '../../schema/yaml.ts';
import { defaultConfigurationPath } from '../../simulator/index.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const MAIN = join(ROOT, 'dist/cli/main.js');

/** The parts and libraries that take long to load. */
const HEAVY = [
  'simulator/create-simulator.ts',
  'engine/create-booking-engine.ts',
  'conformance/check-xis.ts',
  'contracts/verification/verify.ts',
  'scenarios/runner/run-scenario.ts',
  'dist/validators',
  ...['express', 'luxon', 'ajv', 'yaml', 'pg', 'jose', 'oauth4webapi', 'undici', 'fflate', '@pact-foundation'].map(
    (name) => `node_modules/${name}/`,
  ),
];

/** Runs the built program, and returns the files and the sources that it loads: V8 lists them for its coverage. */
async function loadedBy(
  args: readonly string[],
): Promise<{ readonly files: number; readonly heavy: readonly string[] }> {
  const folder = await mkdtemp(join(tmpdir(), 'xis-testkit-start-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const env = { ...process.env, NODE_V8_COVERAGE: folder };
  // The exit code is that of a mistake on the command line, for some.
  await promisify(execFile)(process.execPath, [MAIN, ...args], { env }).catch(() => undefined);
  const reports = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')));
  const urls = reports.flatMap((text): readonly { url: string }[] => JSON.parse(text).result).map(({ url }) => url);
  const paths = [...new Set(urls.filter((url) => url.startsWith('file:')).map((url) => fileURLToPath(url)))];
  // The bundler names each source above its code.
  const sources = await Promise.all(
    paths.map(async (path) => [path, ...((await readFile(path, 'utf8')).match(/^\/\/ \S+$/gm) ?? [])]),
  );
  const loaded = sources.flat().join('\n');
  return { files: paths.length, heavy: HEAVY.filter((name) => loaded.includes(name)) };
}

const STARTS = [
  '--version',
  '--help',
  'help check',
  'unknown',
  'check --unknown',
  'check cleanup --help',
  'check',
  'verify',
];

test.each([...STARTS, ...COMMAND_NAMES.map((name) => `${name} --help`)])(
  '%s loads nothing of what a command runs',
  async (line) => {
    const { files, heavy } = await loadedBy(line.split(' '));
    expect(heavy).toEqual([]);
    // Each file takes its time, also a small one.
    expect(files).toBeGreaterThan(3);
    expect(files).toBeLessThan(50);
  },
);

test('the built-in practice takes no parser of YAML, no compiler of schemas and no check of practices', async () => {
  const { heavy } = await loadedBy(['simulate', '--host', 'no-such-host.invalid']);
  expect(heavy).toEqual(['simulator/create-simulator.ts', 'node_modules/express/', 'node_modules/luxon/']);
});

test('a check loads neither simulator nor engine, nor Express', async () => {
  const { heavy } = await loadedBy(['check', 'http://127.0.0.1:9/fhir', '--organization', '01000001']);
  expect(heavy).toContain('conformance/check-xis.ts');
  for (const name of ['simulator/create-simulator.ts', 'engine/create-booking-engine.ts', 'node_modules/express/'])
    expect(heavy).not.toContain(name);
  for (const name of ['ajv', 'yaml', 'jose', 'pg']) expect(heavy).not.toContain(`node_modules/${name}/`);
});

test('the built program has the built-in practice of the file', async () => {
  const { defaultConfiguration } = await import(join(ROOT, 'dist/simulator/index.js'));
  const { value } = await readYamlFile(defaultConfigurationPath(), 'the default practice');
  expect(await defaultConfiguration()).toEqual(value);
});

test('the help of the program has the usage of each command', async () => {
  for (const outline of createCommandOutlines()) {
    const command = await loadCommand(outline.name());
    // As commander writes it for a command that is loaded.
    const term = command && new Help().subcommandTerm(command);
    expect(`${outline.name()} ${outline.usage()}`).toBe(term);
  }
});

test('the licenses of the libraries in the bundle go with it', async () => {
  const licenses = await readFile(join(ROOT, 'dist/THIRD-PARTY-LICENSES.txt'), 'utf8');
  for (const name of ['commander', 'express', 'fflate', 'luxon']) {
    expect(licenses).toMatch(new RegExp(`^## ${name} - \\d+\\.\\d+\\.\\d+ \\(MIT\\)$`, 'm'));
  }
  const { dependencies } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
  for (const name of Object.keys(dependencies)) expect(licenses).not.toContain(`## ${name} - `);
});
