import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { serveUntilInterrupted } from './serve.ts';

test('a server that cannot be described is closed, and leaves no address file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'xis-testkit-serve-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const events: string[] = [];
  const server = {
    address: 'http://127.0.0.1:1',
    listen: async () => void events.push('listen'),
    close: async () => void events.push('close'),
  };
  const listeners = process.listenerCount('SIGINT');
  const describe = async (): Promise<string> => {
    events.push(...(await readdir(folder)));
    throw new Error('canary');
  };
  await expect(serveUntilInterrupted(server, { addressFile: join(folder, 'address') }, describe)).rejects.toThrow(
    'canary',
  );
  expect(events).toEqual(['listen', 'address', 'close']);
  expect([await readdir(folder), process.listenerCount('SIGINT')]).toEqual([[], listeners]);
});
