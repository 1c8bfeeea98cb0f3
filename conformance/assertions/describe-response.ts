import { describeValue } from '../read/json.ts';
import type { XisResponse } from '../session/response.ts';

/** Describes a response by its status and what its body is; without a response, by its failure. */
export function describeResponse({ status, body, isJson, mediaType, failure }: XisResponse): string {
  if (failure) return failure.text;
  if (isJson) return `${status} and ${describeValue(body)}`;
  return mediaType === '' ? `${status}` : `${status} and a body of type ${describeValue(mediaType)}`;
}
