import { isUtf8 } from 'node:buffer';
import { defined } from '../../schema/defined.ts';
import type { Failure } from '../../transport/failure.ts';
import { fetchOnce } from '../../transport/fetch-once.ts';
import { parseJson } from '../../transport/parse-json.ts';
import type { ResolvedCheckOptions } from '../options.ts';
import { realSystem } from '../system.ts';
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

/** Sends a request once and reads its response, within the limits of time, size and nesting. */
export async function sendRequest(
  { url, method, headers, body }: PreparedRequest,
  { signal, system, timeoutMs, maxBytes }: ResolvedCheckOptions,
  ignoreAbort: boolean,
): Promise<RawResponse> {
  const init = { method, headers, ...defined({ body }) };
  const response = await fetchOnce(url, init, {
    // A time-out is real time also where the waits of a run take none.
    system: { ...system, wait: realSystem.wait },
    timeoutMs,
    maxBytes,
    signal: ignoreAbort ? undefined : signal,
  });
  return { status: response.status, headers: response.headers, body: readBody(response.bytes, response.failure) };
}

/** Returns the placeholder of a missing response. */
export function noResponse(failure: Failure): RawResponse {
  return { status: 0, headers: new Headers(), body: readBody(Buffer.alloc(0), failure) };
}

function readBody(bytes: Buffer, brokenBy: Failure | undefined): ResponseBody {
  // Unlike toString() this leaves out a byte order mark, which JSON.parse() rejects.
  const text = new TextDecoder().decode(bytes);
  const { value, failure = brokenBy } = brokenBy ? {} : parseJson(text);
  return {
    text: copyOfStart(text),
    length: text.length,
    bytes: bytes.length,
    value,
    // A body that was cut off may end inside a character.
    isUtf8: failure !== undefined || isUtf8(bytes),
    ...defined({ failure }),
  };
}

/** Returns the beginning of a text as a copy: a slice would keep the whole text in memory. */
function copyOfStart(text: string): string {
  return text.length <= MAX_TEXT_LENGTH ? text : Buffer.from(text.slice(0, MAX_TEXT_LENGTH)).toString();
}
