import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Schema } from '../../schema/schema.ts';

/** The arguments of a handler. */
export interface UiCall<Input> {
  /** The parameters of the path, such as `id`, decoded. */
  readonly parameters: Readonly<Record<string, string>>;
  /** The validated body, or for GET the query. */
  readonly input: Input;
}

/** A route of the service behind the page: its handler, and the data of its description. */
export interface UiRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below `/__ui`, with parameters as `{id}`. */
  readonly path: string;
  readonly summary: string;
  /** The successful response; absent for one without a body. */
  readonly response?: {
    readonly description: string;
    /** Whether the handler returns an async iterator of server-sent events; `Last-Event-ID` replaces `after` of its input. */
    readonly isStream?: true;
  };
  /** The schema of the body, or for GET of the query. An absent body counts as an empty object. */
  readonly input?: Schema<unknown>;
  /** The status of a successful response; default: 200 with a body, 204 without. */
  readonly status?: number;
  readonly handle: (call: UiCall<never>) => unknown;
}

/** Creates a route with a handler that is typed by its input. */
export function uiRoute<Input = undefined>(
  method: UiRoute['method'],
  path: string,
  summary: string,
  parts: Pick<UiRoute, 'response' | 'status'> & {
    readonly input?: Schema<Input>;
    readonly handle: (call: UiCall<Input>) => unknown;
  },
): UiRoute {
  return { method, path, summary, ...parts } as UiRoute;
}

/** A part of the service whose requests do not come from the page: callbacks of a XIS, for instance. */
export interface OpenPath {
  /** Below `/__ui`; all paths that begin with it. */
  readonly prefix: string;
  /** @param path what follows the prefix, with the query */
  handle(request: IncomingMessage, response: ServerResponse, path: string): void;
}

/** A command that fails: it changes nothing. */
export class UiError extends Error {
  override readonly name = 'UiError';
  readonly code: 'not-found' | 'conflict' | 'invalid' | 'xis-failed';

  constructor(code: UiError['code'], message: string) {
    super(message);
    this.code = code;
  }
}
