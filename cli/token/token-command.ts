import { XisTestkitError } from '../../errors/xis-testkit-error.ts';
import { cacheToken } from '../../oauth/client/cache-token.ts';
import { runShellCommand } from '../shell-command.ts';

/** Age at which a token is replaced by a new one. */
const MAX_AGE_MS = 60_000;
/** Time-out of the command. */
const MAX_RUN_MS = 30_000;

/**
 * Creates a source of tokens that a command in the machine's shell prints: it runs once a minute at most, and again for a
 * token that was refused.
 * @param now milliseconds since the epoch
 * @returns a function that gets the refused token, if any, and returns the token; rejects with a TokenCommandError
 */
export function createCommandToken(command: string, now: () => number): (refused?: string) => Promise<string> {
  return cacheToken(async () => {
    const usableUntil = now() + MAX_AGE_MS;
    return { token: await runTokenCommand(command, '--token-command'), usableUntil };
  }, now);
}

/** A command that should print a token failed, or printed something else. The message has nothing of the output. */
export class TokenCommandError extends XisTestkitError {
  override readonly name = 'TokenCommandError';
  readonly code = 'token-command-failed';
}

/**
 * Runs a command in the machine's shell, and returns the token that it prints.
 * @param name of the option with the command
 * @throws TokenCommandError when it fails, or prints something else
 */
export async function runTokenCommand(command: string, name: string): Promise<string> {
  const { exitCode, output } = await runShellCommand({
    command,
    signal: AbortSignal.timeout(MAX_RUN_MS),
    isCaptured: true,
  });
  if (exitCode !== 0) {
    const isLate = exitCode === undefined;
    const why = isLate ? `it took longer than ${MAX_RUN_MS / 1000} seconds` : `it ended with exit code ${exitCode}`;
    throw new TokenCommandError(`${name} printed no token: ${why}`);
  }
  const token = output.trim();
  if (/^\S+$/.test(token)) return token;
  throw new TokenCommandError(
    `${name} printed no token: expected one word, got ${token === '' ? 'nothing' : 'several words'}`,
  );
}
