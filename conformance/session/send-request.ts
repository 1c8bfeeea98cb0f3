import type { ResolvedCheckOptions } from '../options.ts';
import { toFailure } from './failure.ts';
import type { PreparedRequest } from './prepare-request.ts';
import { type ResponseBody, readBody } from './read-body.ts';

/** Sends a request once and reads its answer, within the bounds of time and size. */
export async function sendRequest(
  { url, method, headers, body }: PreparedRequest,
  { signal, system, timeoutMs, maxBytes }: ResolvedCheckOptions,
  evenWhenAborted: boolean,
): Promise<{ readonly status: number; readonly headers: Headers; readonly body: ResponseBody }> {
  const timeout = AbortSignal.timeout(timeoutMs);
  const ended = (): boolean => signal.aborted && !timeout.aborted && !evenWhenAborted;
  try {
    const response = await system.fetch(url, {
      method,
      headers,
      // A redirect would carry the patient's data to where nobody has configured it to go.
      redirect: 'manual',
      signal: evenWhenAborted ? timeout : AbortSignal.any([timeout, signal]),
      ...(body === undefined ? {} : { body }),
    });
    return { status: response.status, headers: response.headers, body: await readBody(response, maxBytes, ended) };
  } catch (error) {
    return { status: 0, headers: new Headers(), body: { text: '', bytes: 0, failure: toFailure(error, ended()) } };
  }
}
