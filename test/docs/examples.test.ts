import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { SPREEKUUR_STATES, VALUES, XIS_STATES } from '../../contracts/index.ts';
import { COMMANDS } from '../../scripts/reference/command-line-page.ts';
import { createSimulator, type Simulator } from '../../simulator/index.ts';
import { runCli } from '../support/cli.ts';
import { documents, type Fence } from './support/documents.ts';

const fences = documents().flatMap((document) => document.fences);
const examples = fences.filter(({ language, kind }) => language === 'sh' && kind === 'example');
const workflows = fences.filter(({ kind }) => kind === 'workflow');

/** Splits a command line as a shell does. */
function wordsOf(line: string): readonly string[] {
  return [...line.matchAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'|(\S+)/g)].map(([, double, single, bare]) =>
    String(double ?? single ?? bare),
  );
}

/** Returns the words after the name of the command. */
function callOf(command: string): readonly string[] {
  const [name, ...args] = wordsOf(command.replaceAll('\\\n', ' ').trim());
  expect(name).toBe('xis-testkit');
  return args;
}

describe('commands with example addresses', () => {
  test.each(examples.map(({ place, text }) => [place, text] as const))('%s has known options only', (_place, text) => {
    const [name, ...args] = callOf(text);
    const command = COMMANDS.find((candidate) => candidate.name() === name);
    expect(command?.parseOptions([...args]).unknown).toEqual([]);
  });
});

/** Reads the commands of a workflow, and the results that it keeps. */
function readWorkflow({ text, file, place }: Fence) {
  const workflow = parse(text.replaceAll(/\$\{\{ secrets\.\w+ \}\}/g, 'SECRET'));
  const [job] = Object.values<Record<string, never>>(file === 'github.yml' ? workflow.jobs : workflow);
  const { env, variables, steps, script, artifacts } = job as unknown as {
    env?: Record<string, string>;
    variables?: Record<string, string>;
    steps?: readonly { run?: string; uses?: string; with?: { path?: string } }[];
    script?: readonly string[];
    artifacts?: { reports?: { junit?: string } };
  };
  const commands = (steps ?? []).flatMap(({ run }) => (run === undefined ? [] : [run])).concat(script ?? []);
  const kept = [...(steps ?? []).map((step) => step.with?.path), artifacts?.reports?.junit].filter(
    (path) => path !== undefined,
  );
  return { place, commands, kept, environment: { ...env, ...variables } };
}

describe('the workflows of the guides', () => {
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await createSimulator({ port: 0 });
    await simulator.listen();
  });
  afterAll(async () => {
    await simulator.close();
  });

  test.each(workflows.map((fence) => [fence.place, readWorkflow(fence)] as const))(
    '%s runs, and keeps its results',
    async (_place, { commands, kept, environment }) => {
      const folder = mkdtempSync(join(tmpdir(), 'xis-testkit-workflow-'));
      onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
      expect(commands.length).toBeGreaterThan(0);
      expect(environment['XIS_URL']).toMatch(/^https:/);
      for (const command of commands) {
        const args = callOf(command).map((word) =>
          word === '$XIS_URL' ? simulator.baseUrl : kept.includes(word) ? join(folder, word) : word,
        );
        const ended = await runCli(args, { XIS_TESTKIT_PATIENT_BSN: '999900109', XIS_TESTKIT_TOKEN: 't' });
        // The progress of verify.
        expect(ended).toMatchObject({ code: 0, stderr: expect.stringMatching(/^(?:verifies \d+: .*\n)*$/) });
      }
      expect(kept.filter((path) => !existsSync(join(folder, path)))).toEqual([]);
    },
  );
});

describe('the endpoint for provider states in Java', () => {
  const java = fences.find(({ language }) => language === 'java')?.text ?? '';

  test('knows every state of a XIS, and no other', () => {
    const named = [...java.matchAll(/"([^"]+)"(?=,?\s*(?:->|,\n\s+"))/g)].map(([, name]) => name);
    expect(named.filter((name) => name !== undefined && Object.hasOwn(XIS_STATES, name)).sort()).toEqual(
      Object.keys(XIS_STATES).sort(),
    );
  });

  test('returns known values only', () => {
    const given = [...java.matchAll(/"([a-z]+[A-Z]\w*|start|end|schedule|appointment)"/g)].map(
      ([, name]) => name ?? '',
    );
    expect(given.length).toBeGreaterThan(8);
    expect(given.filter((name) => !Object.hasOwn(VALUES, name))).toEqual([]);
  });
});

test('the guide has known states only', () => {
  const known = new Set([...Object.keys(XIS_STATES), ...Object.keys(SPREEKUUR_STATES)]);
  const shown = fences.filter(({ kind, language }) => language === 'json' && kind === 'example');
  expect(
    shown.map(({ text }) => JSON.parse(text).state).filter((state) => state !== undefined && !known.has(state)),
  ).toEqual([]);
});
