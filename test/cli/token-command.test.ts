import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createCommandToken } from '../../cli/token/token-command.ts';
import { startCli } from '../support/cli.ts';
import { processEnded, readProcessId } from '../support/processes.ts';

/** A command that runs a script. */
const node = (script: string): string => `"${process.execPath}" -e "${script}"`;

describe('a token that a command prints', () => {
  test('is kept for a minute, and then requested anew', async () => {
    let now = 0;
    const token = createCommandToken(node('process.stdout.write(String(process.hrtime.bigint()))'), () => now);
    const first = await token();
    now = 59_999;
    expect(await token()).toBe(first);
    now = 60_000;
    expect(await token()).not.toBe(first);
  });

  test('AU-1: is requested anew when it was refused, once for all requests that it was refused to', async () => {
    const token = createCommandToken(node('process.stdout.write(String(process.hrtime.bigint()))'), () => 0);
    const first = await token();
    expect(await token('another-token')).toBe(first);
    const [second, third] = await Promise.all([token(first), token(first)]);
    expect(second).not.toBe(first);
    expect([third, await token(), await token(first)]).toEqual([second, second, second]);
  });

  test.each([
    ['fails', node("console.log('secret-token'); process.exit(1)")],
    ['prints nothing', node('')],
    ['prints more than a token', node("console.log('secret-token and more')")],
    ['does not exist', 'no-such-command-of-xis-testkit'],
  ])('is missing when the command %s, with an error that has nothing of the output', async (_name, command) => {
    const token = createCommandToken(command, () => 0);
    await expect(token()).rejects.toThrow(
      /^--token-command printed no token: (it ended with exit code \d+|expected one word, got (nothing|several words))$/,
    );
    await expect(token()).rejects.not.toThrow('secret-token');
  });
});

describe.skipIf(process.platform === 'win32')('a token command that hangs', () => {
  test.for([
    ['check', 'http://127.0.0.1:9'],
    ['verify', 'http://127.0.0.1:9'],
    ['book', '--xis', 'http://127.0.0.1:9'],
  ])('ends with its processes when %s is interrupted', async (command) => {
    const folder = await mkdtemp(join(tmpdir(), 'xis-testkit-token-'));
    const file = join(folder, 'pid');
    const hanging = `sh -c 'echo $$ > ${file}; while :; do sleep 600; done' & wait`;
    const run = startCli([...command, '--organization', '01000001', '--token-command', hanging]);
    const pid = await readProcessId(file);
    expect((await run.stop('SIGINT')).code).toBe(130);
    await processEnded(pid);
    await rm(folder, { recursive: true });
  });
});
