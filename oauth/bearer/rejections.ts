import type { IssueCode } from '../../fhir/resources/operation-outcome.ts';

interface RejectionKind {
  readonly status: number;
  /** The issue's code (TR-13). */
  readonly code: IssueCode;
}

/** The responses to a request whose token is rejected (RFC 6750, section 3.1), by the reason. */
export const REJECTIONS = {
  missing: { status: 401, code: 'login' },
  several: { status: 400, code: 'invalid' },
  malformed: { status: 401, code: 'login' },
  invalid: { status: 401, code: 'login' },
  expired: { status: 401, code: 'expired' },
  'insufficient-scope': { status: 403, code: 'forbidden' },
  'keys-unavailable': { status: 503, code: 'transient' },
} as const satisfies Readonly<Record<string, RejectionKind>>;

/** The reason why a token is rejected. */
export type RejectionReason = keyof typeof REJECTIONS;
