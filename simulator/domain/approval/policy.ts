import { type Instant, plus } from '../../../fhir/instant.ts';
import { anyOf, number, object, oneOf, type Static, string } from '../../../schema/schema.ts';
import { type Distribution, distributionSchema, drawDuration, durationMs, durationString } from '../duration.ts';

const duration = durationString({ expected: 'an ISO 8601 duration such as PT30M' });

const decisionSchema = anyOf(
  [
    oneOf(['accept', 'decline']),
    object({ acceptShare: number({ minimum: 0, maximum: 1, description: 'The share of accepted appointments.' }) }),
  ],
  { description: '`accept`, `decline`, or `{acceptShare: 0.8}` for a random decision.', default: 'accept' },
);

/** The approval of appointments of a type. */
export const approvalSchema = anyOf(
  [
    oneOf(['none', 'manual']),
    object(
      {
        after: anyOf([distributionSchema, object({ officeHours: object({ within: duration }) })], {
          description:
            'The delay of the decision: a duration, or `{officeHours: {within: PT30M}}` for a random time within the first half hour in which the practice is open.',
        }),
      },
      {
        decision: decisionSchema,
        comment: string({
          maxLength: 1000,
          description: 'The comment to the patient on acceptance; may be empty (CB-1).',
        }),
        declineComment: string({
          maxLength: 1000,
          description: 'The comment to the patient on denial; may be empty (CB-1).',
        }),
      },
    ),
  ],
  {
    description:
      '`none`: booked at once. `manual`: pending until the control interface approves or declines it. An object: decided after a delay.',
    default: 'none',
    expected: "'none', 'manual', or an object {after, decision, comment, declineComment}",
  },
);

export type ApprovalPolicy = Static<typeof approvalSchema>;
export type Decision = 'accepted' | 'declined';

/** The planned approval of a new appointment. */
export type ApprovalPlan =
  | { readonly kind: 'none' }
  | { readonly kind: 'manual' }
  | { readonly kind: 'timed'; readonly at: Instant; readonly decision: Decision; readonly comment: string };

/** A decision of the policy that is not due yet. */
export type TimedPlan = Extract<ApprovalPlan, { kind: 'timed' }>;

/** The comments of decisions without a comment; CB-1 requires one, which may be empty. */
export const DEFAULT_COMMENTS: Readonly<Record<Decision, string>> = {
  accepted: 'Uw afspraak is bevestigd.',
  declined: 'Uw afspraak kan helaas niet doorgaan. Kies een ander moment.',
};

/**
 * Plans the approval of an appointment.
 * @param policy of the appointment's type
 * @param now the time of the booking
 * @param next returns numbers from 0 to 1, 1 excluded
 * @param nextOpen returns the first instant from its argument on at which the practice is open
 */
export function planApproval(
  policy: ApprovalPolicy,
  now: Instant,
  next: () => number,
  nextOpen: (from: Instant) => Instant,
): ApprovalPlan {
  if (policy === 'none') return { kind: 'none' };
  if (policy === 'manual') return { kind: 'manual' };
  const at =
    typeof policy.after === 'object' && 'officeHours' in policy.after
      ? nextOpen(plus(nextOpen(now), Math.round(next() * durationMs(policy.after.officeHours.within))))
      : plus(now, drawDuration(policy.after as Distribution, next));
  const decision = drawDecision(policy.decision ?? 'accept', next);
  const comment = decision === 'accepted' ? policy.comment : policy.declineComment;
  return { kind: 'timed', at, decision, comment: comment ?? DEFAULT_COMMENTS[decision] };
}

function drawDecision(decision: Static<typeof decisionSchema>, next: () => number): Decision {
  if (decision === 'accept') return 'accepted';
  if (decision === 'decline') return 'declined';
  return next() < decision.acceptShare ? 'accepted' : 'declined';
}
