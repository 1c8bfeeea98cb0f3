import { describe, expect, test } from 'vitest';
import { tokenOfCommand } from '../../cli/token-command.ts';

/** Prints how often it was run, by the size of a variable of the shell: every run is a new one, so a file counts. */
const node = (script: string): string => `"${process.execPath}" -e "${script}"`;

describe('a token that a command prints', () => {
  test('is kept for a minute, and asked for anew after that', async () => {
    let now = 0;
    const token = tokenOfCommand(node('process.stdout.write(String(process.hrtime.bigint()))'), () => now);
    const first = await token();
    now = 59_999;
    expect(await token()).toBe(first);
    now = 60_000;
    expect(await token()).not.toBe(first);
  });

  test.each([
    ['fails', node("console.log('secret-token'); process.exit(1)")],
    ['prints nothing', node('')],
    ['prints more than a token', node("console.log('secret-token and more')")],
    ['is not there', 'no-such-command-of-xis-testkit'],
  ])('is not had of a command that %s, and nothing is told of what it printed', async (_name, command) => {
    const token = tokenOfCommand(command, () => 0);
    await expect(token()).rejects.toThrow(
      /^--token-command gave no token: it (ended with exit code \d+|printed (nothing|more than one word))$/,
    );
    await expect(token()).rejects.not.toThrow('secret-token');
  });
});
