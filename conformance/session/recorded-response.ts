import { at, textOf } from '../read/json.ts';
import type { XisResponse } from './response.ts';

/** The longest error whose body is kept, and the most answers: what a hostile XIS sends is not held on to. */
const LONGEST_ERROR = 65_536;
const MOST_ANSWERS = 5_000;

/** An answer of the run, without what would be too much to keep. */
export interface RecordedResponse
  extends Pick<
    XisResponse,
    'exchangeId' | 'requestLine' | 'status' | 'mediaType' | 'bytes' | 'isJson' | 'text' | 'body'
  > {
  /** Of its body, where that is a resource. */
  readonly resourceType: string | undefined;
}

/** Keeps an answer; body and text of errors only, where they are not too long. */
export function recordResponse(seen: RecordedResponse[], response: XisResponse): void {
  const { exchangeId, requestLine, status, mediaType, bytes, isJson, text, body, failure } = response;
  if (failure || status === 0 || seen.length >= MOST_ANSWERS) return;
  const isKept = status >= 400 && bytes <= LONGEST_ERROR;
  const resourceType = textOf(at(body, 'resourceType'))?.slice(0, 60);
  const kept = isKept ? { text, body } : { text: '', body: undefined };
  seen.push({ exchangeId, requestLine, status, mediaType, bytes, isJson, resourceType, ...kept });
}
