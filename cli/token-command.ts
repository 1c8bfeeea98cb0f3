import { exec } from 'node:child_process';
import { promisify } from 'node:util';

/** A token is asked for anew after this long. */
const KEPT_MS = 60_000;
/** A command that takes longer than this gives no token. */
const LONGEST_MS = 30_000;

/**
 * A token that a command prints, in the shell of the machine.
 * @param now milliseconds since the epoch
 * @returns what gives the token; it rejects when the command fails or prints none, without a word of what it printed
 */
export function tokenOfCommand(command: string, now: () => number): () => Promise<string> {
  let kept: { readonly token: Promise<string>; readonly at: number } | undefined;
  return () => {
    if (!kept || now() - kept.at >= KEPT_MS) kept = { token: ask(command), at: now() };
    const { token } = kept;
    token.catch(() => {
      kept = undefined;
    });
    return token;
  };
}

async function ask(command: string): Promise<string> {
  const printed = await promisify(exec)(command, { timeout: LONGEST_MS, windowsHide: true }).catch(() => undefined);
  const token = printed?.stdout.trim() ?? '';
  if (!/^\S+$/.test(token)) throw new Error('--token-command gave no token');
  return token;
}
