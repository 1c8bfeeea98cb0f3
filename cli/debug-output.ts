import { findDebugVariables } from '../output/debug-variables.ts';
import { warn } from './output.ts';

/** A variable that many set for something else, and that prints nothing in this process. */
const COMMON = 'LOG_LEVEL';

/**
 * Removes the variables for which libraries print private data, from this process and its children, and says so on standard
 * error. Node.js has read its own when it started: what it prints for it is dropped.
 */
export function silenceDebugOutput({ env, stderr, pid }: Pick<NodeJS.Process, 'env' | 'stderr' | 'pid'>): void {
  const names = findDebugVariables(env);
  for (const name of names) delete env[name];
  if (names.includes('NODE_DEBUG')) dropDebugLines(stderr, pid);
  const unusual = names.filter((name) => name !== COMMON);
  if (unusual.length === 0) return;
  warn(`ignored: ${unusual.join(', ')}, because libraries would print tokens and data of patients for it`);
}

/** Drops what `util.debuglog` of Node.js writes: a section, the id of the process, and a text of any number of lines. */
function dropDebugLines(stderr: NodeJS.WriteStream, pid: number): void {
  const start = new RegExp(`^[A-Z0-9_:./-]+ (?:\\u001b\\[\\d+m)?${pid}(?:\\u001b\\[\\d+m)?: `);
  const write = stderr.write.bind(stderr) as (...args: readonly unknown[]) => boolean;
  stderr.write = (...args: readonly unknown[]) => (start.test(String(args[0])) ? true : write(...args));
}
