import { found } from '../../read/json.ts';
import type { Reply } from '../../session/response.ts';

/** What a request was answered with, as a message may show it. */
export function answered({ status, body, isJson, mediaType, failure }: Reply): string {
  if (failure) return failure.text;
  if (isJson) return `${status} and ${found(body)}`;
  return mediaType === '' ? `${status}` : `${status} and a body of type ${found(mediaType)}`;
}
