import type { RequestHandler } from 'express';
import { type PageFiles, readPageFiles } from '../../fhir/http/page-files.ts';
import { packagePath } from '../../package/files.ts';
import { send, toResponse } from '../http/send.ts';
import type { Problem } from '../problem.ts';

/**
 * Creates the handler of the API browser, a page that needs no access: its requests do. It is read when it is first requested.
 * @param onError receives the error of a package without it: its sources were not built
 */
export function createApiBrowser(onError: (error: unknown) => void): RequestHandler {
  let files: PageFiles | undefined;
  return (request, response) => {
    const sendProblem = (problem: Problem): void => send(response, toResponse(problem));
    request.resume();
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return sendProblem({ problem: 'method-not-allowed', headers: { Allow: 'GET, HEAD' } });
    }
    const [path = ''] = request.originalUrl.split('?');
    // The links of the page are relative to a path without a slash at its end.
    if (path.endsWith('/docs/')) return response.redirect(308, '../docs');
    try {
      files ??= readPageFiles(packagePath('dist/api-browser'));
    } catch (error) {
      onError(error);
      return sendProblem({ problem: 'unexpected' });
    }
    if (!files.send(request.path, request.get('Accept-Encoding'), response)) sendProblem({ problem: 'no-such-path' });
  };
}
