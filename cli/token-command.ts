import { XisTestkitError } from '../errors/xis-testkit-error.ts';
import { runShellCommand } from './shell-command.ts';

/** Age at which a token is replaced by a new one. */
const MAX_AGE_MS = 60_000;
/** Time-out of the command. */
const MAX_RUN_MS = 30_000;

/**
 * Runs a command in the machine's shell for a token: once a minute at most, and again for a token that was refused.
 * @param now milliseconds since the epoch
 * @returns a function that gets the refused token, if any, and returns the token; rejects with a TokenError, which has
 * nothing of the output
 */
export function createTokenSource(command: string, now: () => number): (refused?: string) => Promise<string> {
  let latest: { readonly token: Promise<string>; readonly at: number } | undefined;
  const renew = (): Promise<string> => {
    const started = { token: runCommand(command), at: now() };
    latest = started;
    started.token.catch(() => {
      if (latest === started) latest = undefined;
    });
    return started.token;
  };
  return async (refused) => {
    const known = latest;
    if (!known || now() - known.at >= MAX_AGE_MS) return renew();
    const token = await known.token;
    if (token !== refused) return token;
    // Of requests that were refused together, the first one runs the command.
    return latest === known || !latest ? renew() : latest.token;
  };
}

/** A command that should print a token failed, or printed something else. */
export class TokenError extends XisTestkitError {
  override readonly name = 'TokenError';
  readonly code = 'token-command-failed';
}

async function runCommand(command: string): Promise<string> {
  const { exitCode, output } = await runShellCommand({
    command,
    signal: AbortSignal.timeout(MAX_RUN_MS),
    isCaptured: true,
  });
  if (exitCode !== 0) {
    const isLate = exitCode === undefined;
    const why = isLate ? `it took longer than ${MAX_RUN_MS / 1000} seconds` : `it ended with exit code ${exitCode}`;
    throw new TokenError(`--token-command printed no token: ${why}`);
  }
  const token = output.trim();
  if (/^\S+$/.test(token)) return token;
  throw new TokenError(
    `--token-command printed no token: expected one word, got ${token === '' ? 'nothing' : 'several words'}`,
  );
}
