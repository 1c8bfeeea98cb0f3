import type { ErrorCode } from './catalogue.ts';

/**
 * Base class of every error that library and command line throw on purpose. `code` is stable, the message is for people,
 * and `cause` is the error that led to it, where there was one.
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
