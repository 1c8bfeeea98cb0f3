import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, describe, expect } from 'vitest';
import { INVISIBLE_CHARACTERS } from '../../fixtures/test/reports/hostile.ts';
import { createSimulator } from '../../simulator/index.ts';
import { runCli, startCli } from '../support/cli.ts';

const AGB = '01000001';
/** Clears a terminal, turns the direction of text, and begins a new line. */
const CANARY = 'canary\u001b[2J\u009b31m\u202e\u2066\u2069\u200e\u200f\u061c\u0085\u2028\u2029';
const PRACTICE = {
  agb: AGB,
  name: CANARY,
  appointmentTypes: [
    { code: 'consult', display: CANARY, minutes: 10 },
    { code: 'gesprek', display: CANARY, minutes: 10, approval: 'manual' },
  ],
  schedules: [
    {
      id: 'jansen',
      practitioner: { id: 'jansen', name: CANARY },
      hours: [{ days: 'workdays', from: '08:00', to: '12:00', type: 'consult' }],
    },
  ],
  unknownPatients: 'accept',
} as const;

interface Fixtures {
  readonly folder: string;
  /** The base url of a XIS with invisible characters in its texts. */
  readonly xis: string;
}

const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the parameter's pattern
  folder: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'xis-testkit-invisible-'));
    await use(folder);
    await rm(folder, { recursive: true });
  },
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the parameter's pattern
  xis: async ({}, use) => {
    const simulator = await createSimulator({ port: 0, configuration: { organizations: [PRACTICE] } });
    await simulator.listen();
    await use(simulator.baseUrl);
    await simulator.close();
  },
});

/** Expects the canary in a text, without its invisible characters. */
function expectEscaped(text: string): void {
  expect(text).toContain('canary');
  expect(text).not.toMatch(INVISIBLE_CHARACTERS);
}

describe('invisible characters of a XIS are escaped', () => {
  test('by book, as text and as JSON', async ({ xis }) => {
    const args = ['book', '--xis', xis, '--organization', AGB];
    expectEscaped((await runCli(args)).stdout);
    const { stdout } = await runCli([...args, '--json']);
    expectEscaped(stdout);
    expect(JSON.parse(stdout).type.display).toBe(CANARY);
  });

  test('by check, with the name of a file', async ({ xis, folder }) => {
    const path = join(folder, CANARY);
    const args = ['check', xis, '--organization', AGB, '--only', 'appointment-types', '--json', path];
    const { stdout } = await runCli(args);
    expectEscaped(stdout);
    expect(await readFile(path, 'utf8')).not.toMatch(INVISIBLE_CHARACTERS);
  });
});

describe('invisible characters of a file are escaped', () => {
  test('by the banner of simulate', async ({ folder }) => {
    const config = join(folder, 'practice.json');
    await writeFile(config, JSON.stringify({ organizations: [PRACTICE] }));
    const run = startCli(['simulate', '--port', '0', '--config', config]);
    await run.printed(/curl/);
    expectEscaped((await run.stop()).stdout);
  });

  test('by scenario, in its output and in its reports', async ({ folder }) => {
    const file = join(folder, 'odd.yaml');
    const scenario = { title: CANARY, clauses: ['AT-1'], steps: [{ do: 'types', expect: { outcome: 'failed' } }] };
    await writeFile(file, JSON.stringify(scenario));
    const [json, junit] = [join(folder, 'json'), join(folder, 'junit')];
    const { code, stdout } = await runCli(['scenario', file, '--json', json, '--junit', junit]);
    expect(code).toBe(1);
    for (const text of [stdout, await readFile(json, 'utf8'), await readFile(junit, 'utf8')]) expectEscaped(text);
  });
});

test.for<[string, ...string[]]>([
  ['a configuration file', 'check', 'http://127.0.0.1:9', '--config', CANARY],
  ['a report', 'check', 'http://127.0.0.1:9', '--organization', AGB, '--json', `${CANARY}/report.json`],
  ['a run file', 'check', 'cleanup', CANARY],
  ['a url', 'book', '--xis', CANARY, '--organization', AGB],
  ['a certificate', 'verify', 'http://127.0.0.1:9', '--organization', AGB, '--ca', CANARY],
  ['a pattern', 'scenario', '--only', `(${CANARY}`],
  ['a practice', 'simulate', '--config', CANARY],
  ['an option', 'check', `--${CANARY}`],
  ['a command', CANARY],
])('invisible characters in the name of %s are escaped', async ([, ...args]) => {
  const { code, stdout, stderr } = await runCli(args);
  expect([code, stdout]).toEqual([2, '']);
  expectEscaped(stderr);
});
