import { type Finding, satisfied, violated } from '../check.ts';
import type { XisResponse } from '../session/response.ts';

/**
 * Asserts the status of a response.
 * @param request what was sent, such as `a second booking of a taken slot`
 */
export function returnsStatus(response: XisResponse, expected: number, request: string): Finding {
  if (response.status === expected) return satisfied(1, `${request} returned ${expected}`);
  return violated({
    examined: 1,
    message: `${request} did not return ${expected}`,
    expected: `${expected}`,
    actual: describeStatus(response),
    exchanges: [response.exchangeId],
  });
}

/** Returns the status of a response, or why it is missing. */
export function describeStatus({ failure, status }: XisResponse): string {
  return failure?.text ?? `${status}`;
}
