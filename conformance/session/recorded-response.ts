import { at, textOf } from '../read/json.ts';
import type { XisResponse } from './message.ts';

/** Limits for a hostile XIS: the bytes of an error whose body is kept, and the number of responses. */
const MAX_ERROR_BYTES = 65_536;
const MAX_RESPONSES = 5_000;

/** A response of the run, without the bodies that are too large to keep. */
export interface RecordedResponse extends Omit<XisResponse, 'headers' | 'failure' | 'noEvidence'> {
  /** The type of the resource in its body; undefined without a resource. */
  readonly resourceType: string | undefined;
}

/** Adds a response to those of the run. Body and text are kept of errors only, unless they are too long. */
export function recordResponse(responses: RecordedResponse[], response: XisResponse): void {
  const { text, body, failure, headers: _headers, noEvidence: _noEvidence, ...facts } = response;
  const { status, bytes } = facts;
  if (failure || status === 0 || responses.length >= MAX_RESPONSES) return;
  const isKept = status >= 400 && bytes <= MAX_ERROR_BYTES;
  const resourceType = textOf(at(body, 'resourceType'))?.slice(0, 60);
  const kept = isKept ? { text, body } : { text: '', body: undefined };
  responses.push({ ...facts, resourceType, ...kept });
}
