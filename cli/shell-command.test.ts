import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, describe, expect } from 'vitest';
import { processEnded, readProcessId } from '../test/support/processes.ts';
import { runShellCommand } from './shell-command.ts';

const test = base.extend<{ folder: string }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the parameter's pattern
  folder: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'xis-testkit-shell-'));
    await use(folder);
    await rm(folder, { recursive: true });
  },
});

const never = new AbortController().signal;

describe.skipIf(process.platform === 'win32')('a command of the user', () => {
  test('returns its output and its exit code', async () => {
    const result = await runShellCommand({
      command: 'echo "$1 $NAME"; exit 3',
      args: ['a; b'],
      variables: { NAME: '$HOME' },
      signal: never,
      isCaptured: true,
    });
    expect(result).toEqual({ exitCode: 3, output: 'a; b $HOME\n' });
  });

  test('has no input to wait for', async () => {
    expect(await runShellCommand({ command: 'cat', signal: never, isCaptured: true })).toEqual({
      exitCode: 0,
      output: '',
    });
  });

  test('is ended together with the processes that it has started', async ({ folder }) => {
    const file = join(folder, 'pid');
    const ending = new AbortController();
    // The second process ignores what a shell sends to its children, and holds the output open.
    const command = `sh -c 'trap "" TERM HUP; echo $$ > ${file}; while :; do sleep 600; done' & wait`;
    const ended = runShellCommand({ command, signal: ending.signal, isCaptured: true });
    const pid = await readProcessId(file);
    ending.abort();
    expect(await ended).toEqual({ exitCode: undefined, output: '' });
    await processEnded(pid);
  });

  test('is not started after its end', async ({ folder }) => {
    const file = join(folder, 'started');
    const result = await runShellCommand({ command: `touch ${file}`, signal: AbortSignal.abort() });
    expect(result.exitCode).toBeUndefined();
    await expect(readFile(file)).rejects.toThrow('ENOENT');
  });
});
