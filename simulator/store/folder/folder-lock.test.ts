import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lockFolder, takeNumber } from './folder-lock.ts';

/** A process that locks and unlocks folders on demand. */
const PROCESS = `
import { lockFolder } from './folder-lock.mjs';
let unlock;
process.on('message', async ({ lock }) => {
  if (lock === undefined) {
    await unlock();
    process.send('unlocked');
    return;
  }
  try {
    unlock = await lockFolder(lock);
    process.send('locked');
  } catch (error) {
    process.send(error.message);
  }
});
process.on('disconnect', () => process.exit());
process.send('ready');
`;

let root: string;
let script: string;
const processes = new Set<ChildProcess>();

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'xis-lock-'));
  script = join(root, 'process.mjs');
  await writeFile(script, PROCESS);
  await build({
    entryPoints: [join(import.meta.dirname, 'folder-lock.ts')],
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: join(root, 'folder-lock.mjs'),
  });
});

afterAll(async () => {
  await Promise.all([...processes].map(end));
  await rm(root, { recursive: true, force: true });
});

async function start(): Promise<ChildProcess> {
  const child = fork(script, { execArgv: [] });
  processes.add(child);
  await once(child, 'message');
  return child;
}

/** Sends a command to a process and returns its response. */
async function send(child: ChildProcess, command: { lock?: string }): Promise<string> {
  const response = once(child, 'message');
  child.send(command);
  return (await response)[0] as string;
}

/** Ends a process by force. */
async function end(child: ChildProcess): Promise<void> {
  processes.delete(child);
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

async function createFolder(name = 'store'): Promise<string> {
  const folder = join(await mkdtemp(join(root, 'f-')), name);
  await mkdir(folder);
  return folder;
}

/** Lets all processes lock a folder at the same time; returns the index of the winner, after a look at the losers. */
async function race(children: readonly ChildProcess[], folder: string): Promise<number> {
  const responses = await Promise.all(children.map((child) => send(child, { lock: folder })));
  const winner = responses.indexOf('locked');
  const expected = `${folder}: expected a folder that no process uses, got one that process ${children[winner]?.pid} has open. Stop that process, or use another folder.`;
  expect(responses.filter((_, index) => index !== winner)).toEqual(children.slice(1).map(() => expected));
  return winner;
}

test('of processes that start at the same time, exactly one gets the folder', async () => {
  const children = await Promise.all([start(), start(), start(), start()]);
  const shared = await createFolder();
  for (let round = 0; round < 60; round += 1) {
    // A new folder has no lock; the other has that of the last round.
    for (const folder of [shared, await createFolder()]) {
      const winner = await race(children, folder);
      expect(await send(children[winner] as ChildProcess, {})).toBe('unlocked');
    }
  }
  expect((await readdir(shared)).length).toBe(1);
});

test('a process that is slow to take its number does not get the folder beside a faster one', async () => {
  const folder = await createFolder();
  await (await lockFolder(folder))();
  // The slow one has seen an empty folder, or a lock of a process that has ended; the faster one has the next number.
  const unlock = await lockFolder(folder);
  for (const number of [1, 2]) expect(await takeNumber(folder, number)).toBeUndefined();
  expect(await readdir(folder)).toEqual(['.lock-2']);
  await unlock();
});

test('a process that is killed leaves no lock behind', async () => {
  const children = await Promise.all([start(), start(), start()]);
  const folder = await createFolder();
  for (let round = 0; round < 4; round += 1) {
    const winner = await race(children, folder);
    await end(children[winner] as ChildProcess);
    children[winner] = await start();
  }
  expect(await race(children, folder)).toBeGreaterThanOrEqual(0);
});

test('a folder with a long path is locked as well', async () => {
  const folder = await createFolder('x'.repeat(200));
  const unlock = await lockFolder(folder);
  await expect(lockFolder(folder)).rejects.toThrow(`process ${process.pid} has open`);
  expect(await readdir(folder)).toEqual(['.lock-1']);
  await unlock();
  await (await lockFolder(folder))();
  expect(await readdir(folder)).toEqual(['.lock-2']);
});

test('a holder that ends while it is asked for its name does not lock', async () => {
  const folder = await createFolder();
  let asked = 0;
  const ending = createServer((socket) => {
    asked += 1;
    // The first connection looks whether anybody listens, the second one asks who.
    if (asked === 2) ending.close();
    socket.on('error', () => {}).destroy();
  }).listen(join(folder, '.lock-1'));
  await once(ending, 'listening');
  await (await lockFolder(folder))();
  expect(asked).toBe(2);
});

test('a socket that never names its process locks', async () => {
  const folder = await createFolder();
  const nameless = createServer((socket) => socket.on('error', () => {}).destroy()).listen(join(folder, '.lock-1'));
  await once(nameless, 'listening');
  await expect(lockFolder(folder)).rejects.toThrow('that another process has open');
  nameless.close();
});

test('files with the name of a lock do not lock', async () => {
  const folder = await createFolder();
  await writeFile(join(folder, '.lock-7'), '');
  await writeFile(join(folder, '.candidate-1-x'), '');
  await writeFile(join(folder, 'notes'), '');
  await (await lockFolder(folder))();
  expect((await readdir(folder)).sort()).toEqual(['.lock-8', 'notes']);
});
