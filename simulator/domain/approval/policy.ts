import { type Instant, plus } from '../../../fhir/instant.ts';
import { anyOf, number, object, oneOf, type Static, string } from '../../../schema/schema.ts';
import { type Distribution, distributionSchema, drawDuration, durationMs } from '../duration.ts';

const duration = string({ format: 'iso-duration', expected: 'an ISO 8601 duration such as PT30M' });

const decisionSchema = anyOf(
  [
    oneOf(['accept', 'decline']),
    object({ acceptShare: number({ minimum: 0, maximum: 1, description: 'The share that is accepted.' }) }),
  ],
  { description: '`accept`, `decline`, or `{acceptShare: 0.8}` to leave it to chance.', default: 'accept' },
);

/** Who approves an appointment of a type, when, and how it ends. */
export const approvalSchema = anyOf(
  [
    oneOf(['none', 'manual']),
    object(
      {
        after: anyOf([distributionSchema, object({ officeHours: object({ within: duration }) })], {
          description:
            'How long it takes: a length of time, or `{officeHours: {within: PT30M}}` for some time within the first half hour in which the practice is open.',
        }),
      },
      {
        decision: decisionSchema,
        comment: string({
          minLength: 1,
          maxLength: 1000,
          description: 'What the practitioner writes to the patient when accepting.',
        }),
        declineComment: string({ minLength: 1, maxLength: 1000, description: 'The same when declining.' }),
      },
    ),
  ],
  {
    description:
      '`none`: booked at once. `manual`: pending until it is approved or declined through the control interface. Otherwise decided after some time.',
    default: 'none',
    expected: "'none', 'manual', or an object {after, decision, comment, declineComment}",
  },
);

export type ApprovalPolicy = Static<typeof approvalSchema>;
export type Decision = 'accepted' | 'declined';

/** What is to happen to an appointment that was just made. */
export type ApprovalPlan =
  | { readonly kind: 'none' }
  | { readonly kind: 'manual' }
  | { readonly kind: 'timed'; readonly at: Instant; readonly decision: Decision; readonly comment: string };

/** A decision that the policy has taken, kept until its time comes. */
export type TimedPlan = Extract<ApprovalPlan, { kind: 'timed' }>;

/** What a practitioner writes who writes nothing of their own; CB-1 requires a comment. */
export const DEFAULT_COMMENTS: Readonly<Record<Decision, string>> = {
  accepted: 'Uw afspraak is bevestigd.',
  declined: 'Uw afspraak kan helaas niet doorgaan. Kies een ander moment.',
};

/**
 * Plans the approval of an appointment.
 * @param policy of the appointment's type
 * @param now when it was made
 * @param next gives numbers from 0 up to, not including, 1
 * @param nextOpen the first moment, not before the one given, at which the practice is open
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
  const decision = decide(policy.decision ?? 'accept', next);
  const comment = decision === 'accepted' ? policy.comment : policy.declineComment;
  return { kind: 'timed', at, decision, comment: comment ?? DEFAULT_COMMENTS[decision] };
}

function decide(decision: Static<typeof decisionSchema>, next: () => number): Decision {
  if (decision === 'accept') return 'accepted';
  if (decision === 'decline') return 'declined';
  return next() < decision.acceptShare ? 'accepted' : 'declined';
}
