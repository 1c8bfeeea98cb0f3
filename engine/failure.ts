import type { Reply } from './http/xis-client.ts';
import type { Observation } from './observation.ts';
import { listOf, objectOf } from './read/values.ts';

/** Why a step of the flow could not be done. */
export interface Failure {
  readonly outcome: 'failed';
  /** What went wrong, in words; redacted. */
  readonly error: string;
  /** The clause that was broken, where one was. */
  readonly clause?: string;
  /** Where in the answer. */
  readonly path?: string;
  /** The status of the answer; undefined when there was none. */
  readonly status?: number;
  /** What the patient reads. */
  readonly text: string;
  readonly observations: readonly Observation[];
}

/** Says of a reply what is wrong with it; undefined when it is an answer with one of the statuses that were expected. */
export function whyNot(
  reply: Reply,
  expected: readonly number[],
): { readonly error: string; readonly clause?: string; readonly status?: number } | undefined {
  if (reply.kind === 'no-answer') {
    const reasons = {
      'no-token': 'no access token could be had',
      refused: 'the XIS refused the connection',
      unreachable: 'the XIS cannot be reached',
      timeout: 'the XIS did not answer in time',
      dropped: 'the XIS dropped the connection',
    };
    return { error: reasons[reply.reason], ...(reply.reason === 'no-token' ? { clause: 'TR-3' } : {}) };
  }
  const { status } = reply;
  // Before what the body is: a redirect has none that is of use.
  if (reply.kind === 'unreadable' && reply.reason !== 'redirect') {
    return {
      error: `the XIS answered ${status}, with a body that cannot be read: ${reply.reason}`,
      clause: 'TR-1',
      status,
    };
  }
  if (expected.includes(status)) return undefined;
  const code = reply.kind === 'answer' ? issueCode(reply.body) : '';
  return { error: `expected status ${expected.join(' or ')}, found ${status}${code}`, status };
}

/** The code of an OperationOutcome's first issue; its text is not repeated, it may hold what the patient said. */
function issueCode(body: unknown): string {
  const code = objectOf(listOf(objectOf(body)?.['issue'])[0])?.['code'];
  return typeof code === 'string' && /^[a-z-]{1,30}$/.test(code) ? ` (${code})` : '';
}
