import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Figure, summarize } from '../figure.ts';
import type { Measure } from '../measure.ts';
import { runNpm } from '../npm.ts';
import { createTemporaryFolder } from '../temporary-folder.ts';

const GROUP = 'Build and installation';

const MEGABYTE = 1_000_000;

/** Measures the build that `npm start` waits for, and an installation of the packed package from the npm registry. */
export const measureInstall: Measure = async ({ effort }) => {
  const folder = createTemporaryFolder();
  const project = copyProject(join(folder, 'project'));
  const seconds: number[] = [];
  for (let round = 0; round < effort.builds; round++) {
    seconds.push(await timeSeconds(build(project, '--without-types')));
  }
  // The package has the declarations as well.
  await build(project);
  return [
    { group: GROUP, name: 'build, as npm start runs it', unit: 's', value: summarize(seconds) },
    ...(await measurePackage(project, join(folder, 'user'))),
  ];
};

function build(project: string, ...options: readonly string[]): Promise<unknown> {
  return promisify(execFile)(process.execPath, ['scripts/build.mjs', ...options], { cwd: project });
}

/** Copies the project, so that its `dist/` stays as it is. */
function copyProject(target: string): string {
  // run.mjs runs in the root of the project.
  const root = process.cwd();
  for (const name of readdirSync(root)) {
    if (!['node_modules', '.git', 'dist'].includes(name)) cpSync(name, join(target, name), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(target, 'node_modules'), 'junction');
  return target;
}

async function measurePackage(project: string, user: string): Promise<readonly Figure[]> {
  const [{ filename }] = JSON.parse(await runNpm(project, 'pack', '--json')) as [{ readonly filename: string }];
  const tarball = join(project, filename);
  mkdirSync(user);
  const seconds = await timeSeconds(runNpm(user, 'install', tarball));
  const modules = join(user, 'node_modules');
  const { packages } = JSON.parse(readFileSync(join(modules, '.package-lock.json'), 'utf8')) as { packages: object };
  const figure = (name: string, unit: Figure['unit'], value: number): Figure => ({
    group: GROUP,
    name,
    unit,
    value: summarize([value]),
  });
  return [
    figure('the packed package', 'MB', statSync(tarball).size / MEGABYTE),
    figure('npm install xis-testkit, packages', 'packages', Object.keys(packages).length),
    figure('npm install xis-testkit, size of all packages', 'MB', sizeOf(modules) / MEGABYTE),
    figure('npm install xis-testkit, time with this registry', 's', seconds),
  ];
}

async function timeSeconds(work: Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work;
  return (performance.now() - began) / 1000;
}

/** Returns the size of all files in a folder, in bytes. */
function sizeOf(folder: string): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
}
