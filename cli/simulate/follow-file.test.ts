import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rename, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, expect } from 'vitest';
import { rememberFile } from './follow-file.ts';

const test = base.extend<{ folder: string }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the parameter's pattern
  folder: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'xis-testkit-follow-'));
    await use(folder);
    await rm(folder, { recursive: true });
  },
});

/** Follows a file, which is looked at when the test says so; `changes` counts the calls. */
async function follow(path: string) {
  const file = await rememberFile(path);
  const end = new AbortController();
  let changes = 0;
  let look = (): void => undefined;
  let announce = (): void => undefined;
  const wait = (): Promise<void> =>
    new Promise((resolve) => {
      look = resolve;
      announce();
    });
  let waiting = new Promise<void>((resolve) => (announce = resolve));
  const onChange = async (): Promise<void> => void changes++;
  const following = file.follow(onChange, { wait, signal: end.signal });
  await waiting;
  return {
    /** Looks at the file some times, and returns how often it has changed so far. */
    async look(times: number): Promise<number> {
      for (let time = 0; time < times; time++) {
        waiting = new Promise((resolve) => (announce = resolve));
        look();
        await waiting;
      }
      return changes;
    },
    async end(): Promise<void> {
      end.abort();
      look();
      await following;
    },
  };
}

test('a file that is written again has changed once, when it is at rest', async ({ folder }) => {
  const path = join(folder, 'practice.yaml');
  await writeFile(path, 'a');
  const file = await follow(path);
  expect(await file.look(3)).toBe(0);
  await writeFile(path, 'ab');
  expect(await file.look(1)).toBe(0);
  await writeFile(path, 'abc');
  expect(await file.look(1)).toBe(0);
  expect(await file.look(3)).toBe(1);
  await file.end();
});

test('a change while the file was read at the start is seen', async ({ folder }) => {
  const path = join(folder, 'practice.yaml');
  await writeFile(path, 'a');
  const remembered = await rememberFile(path);
  await writeFile(path, 'ab');
  const end = new AbortController();
  let changes = 0;
  await remembered.follow(
    async () => {
      changes++;
      end.abort();
    },
    { wait: async () => undefined, signal: end.signal },
  );
  expect(changes).toBe(1);
});

test('a file that another one replaces has changed, also of the same length', async ({ folder }) => {
  const path = join(folder, 'practice.yaml');
  await writeFile(path, 'a');
  const file = await follow(path);
  await writeFile(join(folder, 'new'), 'b');
  await rename(join(folder, 'new'), path);
  expect(await file.look(2)).toBe(1);
  await unlink(path);
  expect(await file.look(2)).toBe(2);
  await writeFile(path, 'b');
  expect(await file.look(2)).toBe(3);
  await file.end();
});

test('a file behind links has changed when a link goes elsewhere, as with a config map of Kubernetes', async ({
  folder,
}) => {
  for (const version of ['1', '2']) {
    await mkdir(join(folder, version));
    await writeFile(join(folder, version, 'practice.yaml'), version);
  }
  await symlink('1', join(folder, '..data'));
  await symlink('..data/practice.yaml', join(folder, 'practice.yaml'));
  const file = await follow(join(folder, 'practice.yaml'));
  await symlink('2', join(folder, '..data_new'));
  await rename(join(folder, '..data_new'), join(folder, '..data'));
  expect(await file.look(2)).toBe(1);
  await file.end();
});

test('a named pipe has not changed, which a reading would wait for; a file in its place has', async ({ folder }) => {
  const path = join(folder, 'practice.yaml');
  await writeFile(path, 'a');
  const file = await follow(path);
  await unlink(path);
  execFileSync('mkfifo', [path]);
  expect(await file.look(3)).toBe(0);
  await unlink(path);
  await writeFile(path, 'b');
  expect(await file.look(2)).toBe(1);
  await file.end();
});
