import { exec } from 'node:child_process';
import { promisify } from 'node:util';
import { XisTestkitError } from '../errors/xis-testkit-error.ts';

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

/** A command gave no token. */
export class TokenError extends XisTestkitError {
  override readonly name = 'TokenError';
  readonly code = 'token-command-failed';
}

async function ask(command: string): Promise<string> {
  const options = { timeout: LONGEST_MS, windowsHide: true };
  const { stdout } = await promisify(exec)(command, options).catch(({ code, killed }) => {
    const why = killed ? `took longer than ${LONGEST_MS / 1000} seconds` : `ended with exit code ${code}`;
    throw new TokenError(`--token-command gave no token: it ${why}`);
  });
  const token = stdout.trim();
  if (/^\S+$/.test(token)) return token;
  throw new TokenError(`--token-command gave no token: it printed ${token === '' ? 'nothing' : 'more than one word'}`);
}
