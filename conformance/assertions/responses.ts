import { type Finding, satisfied, violated } from '../check.ts';
import { describeValue } from '../read/json.ts';
import type { XisResponse } from '../session/message.ts';

/**
 * Asserts the status of a response.
 * @param expected the status, or several that are right
 * @param request what was sent, such as `a second booking of a taken slot`
 */
export function returnsStatus(response: XisResponse, expected: number | readonly number[], request: string): Finding {
  const statuses = [expected].flat();
  if (statuses.includes(response.status)) return satisfied(1, `${request} returned ${response.status}`);
  const described = [statuses.slice(0, -1).join(', '), statuses.at(-1)].filter((part) => part !== '').join(' or ');
  return violated({
    message: `${request} did not return ${described}`,
    expected: described,
    actual: describeStatus(response),
    exchanges: [response.exchangeId],
  });
}

/** Returns the finding that a response is not as expected. */
export function unexpected(response: XisResponse, message: string, expected: string): Finding {
  return violated({ message, expected, actual: describeResponse(response), exchanges: [response.exchangeId] });
}

/** Returns the status of a response, or why it is missing. */
export function describeStatus({ failure, status }: XisResponse): string {
  return failure?.text ?? `${status}`;
}

/** Describes a response by its status and what its body is; without a response, by its failure. */
export function describeResponse({ status, body, isJson, mediaType, bytes, failure }: XisResponse): string {
  if (failure) return failure.text;
  if (isJson) return `${status} and ${describeValue(body)}`;
  if (bytes === 0) return `${status} without a body`;
  return mediaType === ''
    ? `${status} and a body without a media type`
    : `${status} and a body of type ${describeValue(mediaType)}`;
}
