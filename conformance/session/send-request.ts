import type { ResolvedCheckOptions } from '../options.ts';
import { failureOf } from './failure.ts';
import type { Ready } from './prepare-request.ts';
import { type Body, readBody } from './read-body.ts';

/** Sends a request once and reads its answer, within the bounds of time and size. */
export async function attempt(
  { url, method, headers, body }: Ready,
  { signal, system, timeoutMs, maxBytes }: ResolvedCheckOptions,
  evenWhenAborted: boolean,
): Promise<{ readonly status: number; readonly headers: Headers; readonly body: Body }> {
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
    return { status: 0, headers: new Headers(), body: { text: '', bytes: 0, failure: failureOf(error, ended()) } };
  }
}
