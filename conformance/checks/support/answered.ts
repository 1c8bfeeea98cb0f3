import { describeValue } from '../../read/json.ts';
import type { XisResponse } from '../../session/response.ts';

/** What a request was answered with, as a message may show it. */
export function answered({ status, body, isJson, mediaType, failure }: XisResponse): string {
  if (failure) return failure.text;
  if (isJson) return `${status} and ${describeValue(body)}`;
  return mediaType === '' ? `${status}` : `${status} and a body of type ${describeValue(mediaType)}`;
}
