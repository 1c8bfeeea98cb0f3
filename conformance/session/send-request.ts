import { isUtf8 } from 'node:buffer';
import { defined } from '../../schema/defined.ts';
import { createFailure, type Failure, toFailure } from '../../transport/failure.ts';
import type { ResolvedCheckOptions } from '../options.ts';
import type { PreparedRequest } from './prepare-request.ts';

/** A body, as far as it was read. */
export interface ResponseBody {
  readonly text: string;
  readonly bytes: number;
  /** Whether the bytes are UTF-8. */
  readonly isUtf8: boolean;
  readonly failure?: Failure;
}

/** A response as received; status 0 without one. */
export interface RawResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly body: ResponseBody;
}

/** Sends a request once and reads its response, within the limits of time and size. */
export async function sendRequest(
  { url, method, headers, body }: PreparedRequest,
  { signal, system, timeoutMs, maxBytes }: ResolvedCheckOptions,
  ignoreAbort: boolean,
): Promise<RawResponse> {
  const timeout = AbortSignal.timeout(timeoutMs);
  const isAborted = (): boolean => signal.aborted && !timeout.aborted && !ignoreAbort;
  try {
    const response = await system.fetch(url, {
      method,
      headers,
      // A redirect would send the patient's data to a server that is not configured.
      redirect: 'manual',
      signal: ignoreAbort ? timeout : AbortSignal.any([timeout, signal]),
      ...defined({ body }),
    });
    return { status: response.status, headers: response.headers, body: await readBody(response, maxBytes, isAborted) };
  } catch (error) {
    return noResponse(toFailure(error, isAborted()));
  }
}

/** Returns the placeholder of a missing response. */
export function noResponse(failure: Failure): RawResponse {
  return { status: 0, headers: new Headers(), body: { text: '', bytes: 0, isUtf8: true, failure } };
}

/** Reads a body up to a limit, counted after it is unpacked; the connection is freed in any case. */
async function readBody(response: Response, maxBytes: number, isAborted: () => boolean): Promise<ResponseBody> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  const soFar = (failure?: Failure): ResponseBody => {
    const body = Buffer.concat(parts);
    return {
      // Unlike toString() this leaves out a byte order mark, which JSON.parse() rejects.
      text: new TextDecoder().decode(body),
      bytes,
      // A body that was cut off may end inside a character.
      isUtf8: failure !== undefined || isUtf8(body),
      ...defined({ failure }),
    };
  };
  try {
    for await (const part of response.body ?? []) {
      bytes += part.length;
      if (bytes > maxBytes) return soFar(createFailure('too-long'));
      parts.push(part);
    }
  } catch (error) {
    const failure = toFailure(error, isAborted());
    return soFar(failure.kind === 'dropped' ? createFailure('truncated', { code: failure.code }) : failure);
  }
  return soFar();
}
