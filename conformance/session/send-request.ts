import { isUtf8 } from 'node:buffer';
import { defined } from '../../schema/defined.ts';
import { createFailure, type Failure, toFailure } from '../../transport/failure.ts';
import { parseJson } from '../../transport/parse-json.ts';
import type { ResolvedCheckOptions } from '../options.ts';
import type { PreparedRequest } from './prepare-request.ts';

/** The characters of a body that are kept. */
const MAX_TEXT_LENGTH = 65_536;

/** A body, as far as it was read. */
export interface ResponseBody {
  /** Its first 64 Ki characters. */
  readonly text: string;
  /** All of its characters. */
  readonly length: number;
  readonly bytes: number;
  /** The body parsed as JSON; undefined when it is empty or not JSON. */
  readonly value: unknown;
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
  return {
    status: 0,
    headers: new Headers(),
    body: { text: '', length: 0, bytes: 0, value: undefined, isUtf8: true, failure },
  };
}

/** Returns the beginning of a text as a copy: a slice would keep the whole text in memory. */
function copyOfStart(text: string): string {
  return text.length <= MAX_TEXT_LENGTH ? text : Buffer.from(text.slice(0, MAX_TEXT_LENGTH)).toString();
}

/** Reads a body up to a limit, counted after it is unpacked; the connection is freed in any case. */
async function readBody(response: Response, maxBytes: number, isAborted: () => boolean): Promise<ResponseBody> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  const soFar = (brokenBy?: Failure): ResponseBody => {
    const body = Buffer.concat(parts);
    // Unlike toString() this leaves out a byte order mark, which JSON.parse() rejects.
    const text = new TextDecoder().decode(body);
    const { value, failure = brokenBy } = brokenBy ? {} : parseJson(text);
    return {
      text: copyOfStart(text),
      length: text.length,
      bytes,
      value,
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
