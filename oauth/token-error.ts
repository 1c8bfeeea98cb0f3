import { OperationProcessingError, UnsupportedOperationError } from 'oauth4webapi';
import { XisTestkitError } from '../errors/xis-testkit-error.ts';
import { redactText } from '../output/redaction.ts';
import { isHttpBase } from '../schema/formats.ts';
import type { TokenProblem } from '../transport/problems.ts';

/** No token is available. The message names the reason, and has nothing of a token, an assertion or a secret. */
export class TokenError extends XisTestkitError {
  override readonly name = 'TokenError';
  readonly code = 'token-request-failed';
  /** Its code in docs/reference/troubleshooting.md, which says what to do. */
  readonly problem: TokenProblem;

  /** `Retry-After` of a token endpoint that returned 429 or 503, in milliseconds; undefined without one. */
  readonly retryAfterMs: number | undefined;

  constructor(
    message: string,
    problem: TokenProblem = 'no-token',
    { retryAfterMs }: { readonly retryAfterMs?: number | undefined } = {},
  ) {
    super(message);
    this.problem = problem;
    this.retryAfterMs = retryAfterMs;
  }
}

/** Returns whether a status says nothing about the request: the server limits the rate, or fails. */
export function isUnavailable(status: number): boolean {
  return status === 429 || status >= 500;
}

/**
 * Returns the problem that an error of a request to an authorization server shows.
 * @param invalidResponse the problem of a response that is not what was requested
 */
export function problemOf(error: unknown, invalidResponse: TokenProblem = 'token-server-unreachable'): TokenProblem {
  if (error instanceof TokenError) return error.problem;
  const { cause } = error as { readonly cause?: unknown };
  return cause instanceof Response && isUnavailable(cause.status) ? 'token-server-unreachable' : invalidResponse;
}

/** Describes an error of a request to an authorization server, with nothing of what the server wrote freely. */
export function describeFault(error: unknown): string {
  if (error instanceof TokenError) return error.message;
  const isOfLibrary = error instanceof OperationProcessingError || error instanceof UnsupportedOperationError;
  if (!isOfLibrary) return 'the request failed';
  const { cause } = error;
  if (cause instanceof Response && cause.status !== 200) return `it returned ${cause.status}`;
  const stated = (cause as { readonly body?: { readonly issuer?: unknown } } | undefined)?.body?.issuer;
  if (typeof stated === 'string' && isHttpBase(stated) && /"issuer"/.test(error.message)) {
    return `its metadata is of the issuer ${redactText(stated).slice(0, 200)}`;
  }
  return `its response is not valid: ${redactText(error.message)}`;
}
