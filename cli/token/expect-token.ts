import { XisTestkitError } from '../../errors/xis-testkit-error.ts';
import type { Token } from '../../transport/create-transport.ts';
import { adviceOn, isTokenProblem, type NameOption } from '../../transport/problems.ts';
import { toTokenFailure } from '../../transport/token-failure.ts';
import { UsageError } from '../usage-error.ts';

/**
 * Requests a token before anything begins.
 * @throws UsageError that says why no token was issued, and what to do
 */
export async function expectToken(token: Token | undefined, nameOption: NameOption): Promise<void> {
  await withTokenAdvice(async () => (typeof token === 'function' ? token() : token), nameOption);
}

/**
 * Runs a function that sends requests to an authorization server, with errors that say what to do.
 * @throws UsageError
 */
export async function withTokenAdvice<T>(act: () => Promise<T>, nameOption: NameOption): Promise<T> {
  try {
    return await act();
  } catch (error) {
    const { kind } = toTokenFailure(error);
    if (!(error instanceof XisTestkitError) || !isTokenProblem(kind)) throw error;
    throw new UsageError(`${error.message}\n${adviceOn(kind, nameOption)}`, { cause: error });
  }
}
