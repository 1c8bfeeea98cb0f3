import { redactText } from '../output/redaction.ts';
import { defined } from '../schema/defined.ts';
import { formatFailure, type Failure as TransportFailure } from '../transport/failure.ts';
import { isProblemCode, isTokenProblem, type ProblemCode } from '../transport/problems.ts';
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
  /** What is between the engine and the XIS, as a code of docs/reference/troubleshooting.md. */
  readonly problem?: ProblemCode;
  /** Whether the failure says nothing about the XIS: a fault of transport. */
  readonly isTransport?: true;
  /** The text for the patient. */
  readonly text: string;
  readonly observations: readonly Observation[];
}

/** Why a step has failed. */
export type FailureReason = Omit<Failure, 'outcome' | 'text' | 'observations'>;

/** The fallback for a reply without a response that has no other explanation. */
export const NO_RESPONSE = { error: 'no response' };

/**
 * Explains what is wrong with a reply; returns undefined for a readable response with an expected status.
 * @param clause the violated clause of an unexpected status
 */
export function explainFailure(reply: Reply, expected: readonly number[], clause?: string): FailureReason | undefined {
  const obstacle = reply.fault ?? (reply.kind === 'no-response' ? undefined : reply.diagnosis);
  if (obstacle) return explainObstacle(reply, obstacle);
  if (reply.kind === 'no-response') return NO_RESPONSE;
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
  return { error: `expected status ${expected.join(' or ')}, got ${status}${code}`, status, ...defined({ clause }) };
}

function explainObstacle(reply: Reply, obstacle: TransportFailure): FailureReason {
  const { kind } = obstacle;
  return {
    error: redactText(formatFailure(obstacle)),
    ...(isTokenProblem(kind) && { clause: 'AU-1' }),
    ...(reply.kind !== 'no-response' && { status: reply.status }),
    ...(isProblemCode(kind) && { problem: kind }),
    ...(reply.fault && { isTransport: true }),
  };
}

/** Returns the code of the first issue. Its text may hold the patient's words and is left out. */
function formatIssueCode(body: unknown): string {
  const code = asObject(asList(asObject(body)?.['issue'])[0])?.['code'];
  return typeof code === 'string' && /^[a-z-]{1,30}$/.test(code) ? ` (${code})` : '';
}
