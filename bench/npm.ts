import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Runs npm without scripts of packages, and returns its standard output. */
export async function runNpm(cwd: string, ...args: readonly string[]): Promise<string> {
  // npm names itself to what it runs, as `npm run bench`.
  const npm = process.env['npm_execpath'];
  const [command, first] = npm === undefined ? ['npm', []] : [process.execPath, [npm]];
  const options = ['--no-audit', '--no-fund', '--ignore-scripts'];
  const { stdout } = await run(command, [...first, ...args, ...options], { cwd, maxBuffer: 2 ** 26 });
  return stdout;
}
