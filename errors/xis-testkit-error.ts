import type { ErrorCode } from './catalogue.ts';

/**
 * The base class of the errors that the library and the command line throw on purpose. `code` is stable, the message is
 * for people, and `cause` is the error that led to it, if any.
 * @example
 * try {
 *   await checkXis(options);
 * } catch (error) {
 *   if (error instanceof XisTestkitError && error.code === 'xis-unreachable') return;
 *   throw error;
 * }
 */
export abstract class XisTestkitError extends Error {
  abstract readonly code: ErrorCode;
}
