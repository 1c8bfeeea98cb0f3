import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import type { BrowserStart } from '../support/browser/global-setup.ts';
import { documents, root } from './support/documents.ts';

const RECIPES = join(root, 'docs/recipes');
const COMMAND = `${process.execPath} ${join(root, 'dist/cli/main.js')}`;
/** What the console of JUnit 5 needs, by the names of Debian's package junit5. */
const JUNIT = [
  'junit-jupiter-api',
  'junit-jupiter-engine',
  'junit-platform-commons',
  'junit-platform-console',
  'junit-platform-engine',
  'junit-platform-launcher',
  'junit-platform-reporting',
  'opentest4j',
  'opentest4j-reporting-events',
  'apiguardian-api',
  'picocli',
];

const pages = documents().filter(({ path }) => path.startsWith('docs/recipes/'));

/** Runs a program to its end with the command of this build, and returns its output, also when it fails. */
async function run(file: string, args: readonly string[], cwd: string, environment: Record<string, string> = {}) {
  const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(XIS_TESTKIT|VITEST)/.test(name)));
  const env = { ...clean, TESTKIT_COMMAND: COMMAND, ...environment };
  const { stdout, stderr } = await promisify(execFile)(file, [...args], { cwd, env }).catch((error) => error);
  return `${stdout}${stderr}`;
}

async function has(file: string, ...args: readonly string[]): Promise<boolean> {
  return promisify(execFile)(file, [...args]).then(
    () => true,
    () => false,
  );
}

/** Copies a recipe, so that its tools leave nothing beside it. */
async function copyRecipe(name: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'xis-testkit-recipe-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await cp(join(RECIPES, name), folder, { recursive: true });
  return folder;
}

function listFiles(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}

function trimLines(text: string): string {
  return text
    .trim()
    .split('\n')
    .map((line) => line.trim())
    .join('\n');
}

describe.each(pages.map((page) => [page.path, page] as const))('%s', (path, { text, fences }) => {
  const name = path.replace(/^.*\/|\.md$/g, '');

  test('shows its files as they are', () => {
    const excerpts = fences.filter(({ kind }) => kind === 'excerpt');
    expect(excerpts).not.toEqual([]);
    const stale = excerpts.filter(
      (excerpt) =>
        !trimLines(readFileSync(join(RECIPES, name, excerpt.file), 'utf8')).includes(trimLines(excerpt.text)),
    );
    expect(stale.map(({ place }) => place)).toEqual([]);
  });

  test('links to each of its files', () => {
    const files = listFiles(join(RECIPES, name));
    expect(files).not.toEqual([]);
    expect(files.filter((file) => !text.includes(`(${name}/${file})`))).toEqual([]);
  });
});

describe('a recipe runs', () => {
  test('with pytest', async ({ skip }) => {
    skip(!(await has('python3', '-m', 'pytest', '--version')), 'needs python3 with pytest');
    const folder = await copyRecipe('python');
    expect(await run('python3', ['-B', '-m', 'pytest', '-p', 'no:cacheprovider'], folder)).toContain('3 passed');
  });

  test('with JUnit 5', async ({ skip }) => {
    const jars = JUNIT.map((jar) => `/usr/share/java/${jar}.jar`);
    skip(!jars.every(existsSync) || !(await has('javac', '--version')), 'needs a JDK, and JUnit 5 in /usr/share/java');
    const folder = await copyRecipe('java');
    // Testcontainers is in no package of a system.
    const sources = listFiles(folder).filter((file) => file.endsWith('.java') && !file.includes('Container'));
    const classPath = jars.join(':');
    const options = ['-Xlint:all,-path', '-Werror', '--release', '17', '-d', 'classes', '-cp', classPath];
    expect(await run('javac', [...options, ...sources], folder)).toBe('');
    const launcher = ['org.junit.platform.console.ConsoleLauncher', '--scan-class-path', 'classes'];
    expect(await run('java', ['-cp', `classes:${classPath}`, ...launcher], folder)).toMatch(/ 3 tests successful/);
  });

  test('with Playwright Test', async ({ skip }) => {
    const start = (await (await fetch(inject('browserStarter'))).json()) as BrowserStart;
    if (!('endpoint' in start)) return skip('no browser starts');
    const output = await mkdtemp(join(tmpdir(), 'xis-testkit-recipe-'));
    onTestFinished(() => rm(output, { recursive: true, force: true }));
    const cli = join(root, 'node_modules/@playwright/test/cli.js');
    const options = ['--workers', '1', '--reporter', 'line', '--timeout', '0', '--output', output];
    const args = [cli, 'test', '--config', join(RECIPES, 'playwright'), ...options];
    const printed = await run(process.execPath, args, root, { PW_TEST_CONNECT_WS_ENDPOINT: start.endpoint });
    expect(printed).toContain('3 passed');
  });
});
