import { XisTestkitError } from '../errors/xis-testkit-error.ts';
import { createFailure, type Failure } from './failure.ts';
import { isTokenProblem } from './problems.ts';

/**
 * Converts an exception of a function for a token to a failure. Only an error of xis-testkit says why: its message has
 * nothing secret, and it may name the problem (`TokenError` of oauth/).
 */
export function toTokenFailure(error: unknown): Failure {
  if (!(error instanceof XisTestkitError)) return createFailure('no-token');
  const { problem } = error as { readonly problem?: unknown };
  return createFailure(isTokenProblem(problem) ? problem : 'no-token', { note: error.message });
}
