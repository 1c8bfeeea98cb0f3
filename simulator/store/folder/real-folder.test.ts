import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Agb } from '../../../fhir/agb.ts';
import { instant } from '../../../fhir/instant.ts';
import type { OwnedStore, StoredEntry } from '../store.ts';
import { StoreError } from '../store-error.ts';
import { openFolderStore } from './folder-store.ts';

const AGB = '00001234' as Agb;

let root: string;
let store: OwnedStore | undefined;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'xis-folder-'));
});

afterEach(async () => {
  await store?.close();
  store = undefined;
  await rm(root, { recursive: true });
});

async function open(folder: string): Promise<OwnedStore> {
  store = await openFolderStore(folder, { onNotice: (text) => expect.fail(text), minCompactionBytes: 500 });
  return store;
}

function add(number: number): Promise<void> {
  const standing = { number, usedAt: instant(number), reachesOthers: false };
  const entry: StoredEntry = { number, json: `{"text":"é${'x'.repeat(100)}"}` };
  return (store as OwnedStore).append(AGB, [entry], { standing, whole: () => entry });
}

async function modeOf(path: string): Promise<number> {
  return (await stat(path)).mode & 0o777;
}

test('is created with its parents, for the owner only', async () => {
  const folder = join(root, 'a', 'b');
  await open(folder);
  await add(1);
  expect(await modeOf(folder)).toBe(0o700);
  expect(await modeOf(join(folder, `${AGB}.jsonl`))).toBe(0o600);
});

test('has a log after appends, compactions, a drop and a reopening', async () => {
  await open(root);
  for (let number = 1; number <= 20; number += 1) await add(number);
  await store?.close();
  await open(root);
  expect((await store?.list())?.get(AGB)?.number).toBe(20);
  const entries = await store?.read(AGB);
  expect(entries?.at(-1)).toEqual({ number: 20, json: `{"text":"é${'x'.repeat(100)}"}` });
  expect(entries?.length).toBeLessThan(10);
  expect((await store?.readAfter(AGB, 1))?.length).toBe(19);
  const lines = (await readFile(join(root, `${AGB}.jsonl`), 'utf8')).trimEnd().split('\n');
  expect(lines.map((line) => (JSON.parse(line) as { number: number }).number)).toHaveLength(20);
  expect(await modeOf(join(root, `${AGB}.jsonl`))).toBe(0o600);
  await store?.drop(AGB);
  expect((await readdir(root)).filter((name) => name.endsWith('.jsonl'))).toEqual([]);
});

test('a long last line is read as well', async () => {
  await open(root);
  const standing = { number: 1, usedAt: instant(1), reachesOthers: true };
  const entry = { number: 1, json: JSON.stringify('x'.repeat(100_000)) };
  await store?.append(AGB, [entry], { standing, whole: () => entry });
  expect(await store?.list()).toEqual(new Map([[AGB, standing]]));
  expect(await store?.read(AGB)).toEqual([entry]);
});

describe('a location that cannot be used is named', () => {
  test('a file', async () => {
    const file = join(root, 'file');
    await writeFile(file, '');
    const failure = open(file);
    await expect(failure).rejects.toThrow(StoreError);
    await expect(failure).rejects.toThrow(
      `${file}: expected a folder in which files and sockets can be created, got EEXIST.`,
    );
    await expect(open(join(file, 'sub'))).rejects.toThrow('got ENOTDIR. A part of its path is a file');
  });

  test('a folder that is not writable', async () => {
    // The superuser writes everywhere, so a mode of the folder is no test.
    const lock = (): Promise<never> => Promise.reject(Object.assign(new Error('bind'), { code: 'EACCES' }));
    await expect(openFolderStore(root, { onNotice: () => {}, lock })).rejects.toThrow(
      `${root}: expected a folder in which files and sockets can be created, got EACCES. Give this user the right`,
    );
  });

  test('one that is open', async () => {
    await open(root);
    await expect(openFolderStore(root, { onNotice: () => {} })).rejects.toThrow(`process ${process.pid} has open`);
  });
});
