import type { Reply } from './http/xis-client.ts';
import type { Observation } from './observation.ts';
import { asList, asObject } from './read/values.ts';

/** A failed step of the flow. */
export interface Failure {
  readonly outcome: 'failed';
  /** The cause in words, redacted. */
  readonly error: string;
  /** The violated clause. */
  readonly clause?: string;
  /** The path in the response. */
  readonly path?: string;
  /** The status of the response; undefined without a response. */
  readonly status?: number;
  /** The text for the patient. */
  readonly text: string;
  readonly observations: readonly Observation[];
}

/** The fallback for a reply without a response that has no other explanation. */
export const NO_RESPONSE = { error: 'no response' };

/** Explains what is wrong with a reply; returns undefined for a readable response with an expected status. */
export function explainFailure(
  reply: Reply,
  expected: readonly number[],
): { readonly error: string; readonly clause?: string; readonly status?: number } | undefined {
  if (reply.kind === 'no-response') {
    const reasons = {
      'no-token': 'got no access token',
      refused: 'the XIS refused the connection',
      unreachable: 'the XIS is unreachable',
      timeout: 'the request to the XIS timed out',
      dropped: 'the XIS closed the connection without a response',
    };
    return { error: reasons[reply.reason], ...(reply.reason === 'no-token' ? { clause: 'AU-1' } : {}) };
  }
  const { status } = reply;
  // The body of a redirect is not read, so its status decides.
  if (reply.kind === 'unreadable' && reply.reason !== 'redirect') {
    return {
      error: `the XIS returned ${status} with an unreadable body: ${reply.reason}`,
      clause: status < 300 ? 'TR-1' : 'TR-10',
      status,
    };
  }
  if (expected.includes(status)) return undefined;
  const code = reply.kind === 'response' ? formatIssueCode(reply.body) : '';
  return { error: `expected status ${expected.join(' or ')}, got ${status}${code}`, status };
}

/** Returns the code of the first issue. Its text may hold the patient's words and is left out. */
function formatIssueCode(body: unknown): string {
  const code = asObject(asList(asObject(body)?.['issue'])[0])?.['code'];
  return typeof code === 'string' && /^[a-z-]{1,30}$/.test(code) ? ` (${code})` : '';
}
