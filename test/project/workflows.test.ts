import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import manifest from '../../package.json' with { type: 'json' };

const ROOT = resolve(import.meta.dirname, '../..');
const FOLDER = resolve(ROOT, '.github/workflows');

interface Step {
  readonly uses?: string;
  readonly run?: string;
}

interface Job {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly strategy?: { readonly matrix: Readonly<Record<string, unknown>> };
  readonly needs?: string;
  readonly steps: readonly Step[];
}

interface Workflow {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

const read = (path: string): string => readFileSync(resolve(ROOT, path), 'utf8');
const workflows = readdirSync(FOLDER).map((name): [string, Workflow] => [
  name,
  parse(read(`.github/workflows/${name}`)),
]);
const stepsOf = ({ jobs }: Workflow): readonly Step[] => Object.values(jobs).flatMap(({ steps }) => steps);

describe.each(workflows)('the workflow %s', (_name, workflow) => {
  test('may read the repository only, but for jobs that say what else they need', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' });
  });

  test('runs scripts and files that exist', () => {
    const commands = stepsOf(workflow).flatMap(({ run }) => run ?? []);
    const scripts = commands.flatMap((text) => [...text.matchAll(/npm run ([\w-]+)/g)].map(([, name = '']) => name));
    expect(scripts.filter((name) => !(name in manifest.scripts))).toEqual([]);
    const files = commands.flatMap((text) => text.match(/(?<!\S)(?:scripts|\.ci)\/[\w./-]+/g) ?? []);
    expect(files.filter((path) => !existsSync(resolve(ROOT, path)))).toEqual([]);
  });

  test('pins the major version of each action', () => {
    const unpinned = stepsOf(workflow).flatMap(({ uses }) => (uses === undefined || /@v\d+$/.test(uses) ? [] : uses));
    expect(unpinned).toEqual([]);
  });

  test('has jobs that wait for jobs that exist', () => {
    const { jobs } = workflow;
    expect(Object.values(jobs).flatMap(({ needs }) => (needs === undefined || needs in jobs ? [] : needs))).toEqual([]);
  });
});

test('the tests run on every supported Node.js, and on three systems', () => {
  const { matrix } = Object.fromEntries(workflows)['test.yml']?.jobs['test']?.strategy ?? { matrix: {} };
  expect(matrix['node']).toEqual([20, 22, 24, 26]);
  const systems = [matrix['os'], matrix['include']].flat().map((each) => (each as { os?: string }).os ?? each);
  expect(new Set(systems)).toEqual(new Set(['ubuntu-latest', 'macos-latest', 'windows-latest']));
});

test('the updates that the lowest Node.js holds back are those of the decision', () => {
  const { updates } = parse(read('.github/dependabot.yml'));
  const held = updates.flatMap(({ ignore = [] }) =>
    ignore.map((each: Record<string, string>) => each['dependency-name']),
  );
  const decision = read('docs/decisions/0026-the-lowest-node.md');
  const listed = [...decision.matchAll(/^\| (\S+) +\| \d+ /gm)].map(([, name = '']) => name);
  expect(held.sort()).toEqual(listed.sort());
  const dependencies: Readonly<Record<string, string>> = { ...manifest.dependencies, ...manifest.devDependencies };
  expect(listed.filter((name) => !(name in dependencies))).toEqual([]);
});
