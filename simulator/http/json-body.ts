import express, { type Request, type Response } from 'express';
import type { Problem, ProblemId } from '../problem.ts';

const parse = express.json({
  type: () => true,
  limit: '1mb',
  strict: false,
  // Otherwise an empty body would be read as an empty object.
  verify(_request, _response, bytes) {
    if (bytes.length === 0) throw new Error('empty');
  },
});

/** What body-parser calls its errors, as problems of ours. */
const PROBLEM_OF: Readonly<Record<string, ProblemId>> = {
  'entity.parse.failed': 'body-not-json',
  'entity.verify.failed': 'body-not-json',
  'entity.too.large': 'body-too-long',
  'encoding.unsupported': 'media-type',
  'charset.unsupported': 'media-type',
};

/**
 * Reads a request's JSON body into `request.body`.
 * @param done called with what was wrong, if something was
 */
export function readJsonBody(request: Request, response: Response, done: (problem: Problem | undefined) => void): void {
  parse(request, response, (error?: { readonly type?: string }) => {
    if (error) {
      const problem = PROBLEM_OF[error.type ?? ''] ?? 'malformed-request';
      // What is left of a body that nobody reads would be taken for the next request.
      done({ problem, ...(request.readableEnded ? {} : { headers: { Connection: 'close' } }) });
    } else if (request.body === undefined) done({ problem: 'body-not-json', detail: 'It is empty.' });
    else done(undefined);
  });
}
