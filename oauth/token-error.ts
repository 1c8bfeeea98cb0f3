import { OperationProcessingError, UnsupportedOperationError } from 'oauth4webapi';
import { XisTestkitError } from '../errors/xis-testkit-error.ts';
import { redactText } from '../output/redaction.ts';

/** No token could be had. The message names the reason, and has nothing of a token, an assertion or a secret. */
export class TokenError extends XisTestkitError {
  override readonly name = 'TokenError';
  readonly code = 'token-request-failed';
  /** `Retry-After` of a token endpoint that returned 429 or 503, in milliseconds; undefined without one. */
  readonly retryAfterMs: number | undefined;

  constructor(message: string, { retryAfterMs }: { readonly retryAfterMs?: number | undefined } = {}) {
    super(message);
    this.retryAfterMs = retryAfterMs;
  }
}

/** Describes an error of a request to an authorization server, with nothing of what the server wrote freely. */
export function describeFault(error: unknown): string {
  if (error instanceof TokenError) return error.message;
  const isOfLibrary = error instanceof OperationProcessingError || error instanceof UnsupportedOperationError;
  if (!isOfLibrary) return 'the request failed';
  const { cause } = error;
  if (cause instanceof Response && cause.status !== 200) return `it returned ${cause.status}`;
  return `its response is not valid: ${redactText(error.message)}`;
}
