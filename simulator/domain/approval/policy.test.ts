import { describe, expect, test } from 'vitest';
import { type Instant, plus } from '../../../fhir/instant.ts';
import { validator } from '../../../schema/validator.ts';
import { toInstant } from '../../../test/support/time.ts';
import { createRandomStreams } from '../random.ts';
import { type ApprovalPolicy, approvalSchema, DEFAULT_COMMENTS, planApproval } from './policy.ts';

const now = toInstant('2026-11-23T18:00:00+01:00');
const tomorrow = toInstant('2026-11-24T08:00:00+01:00');
const nextOpen = (from: Instant): Instant => (from < tomorrow ? tomorrow : from);
const plan = (policy: ApprovalPolicy, ...draws: number[]) =>
  planApproval(policy, now, () => draws.shift() ?? 0, nextOpen);

describe('the approval of an appointment', () => {
  test.each(['none', 'manual'] as const)('CB-4: %s does not change', (policy) => {
    expect(plan(policy)).toEqual({ kind: policy });
  });

  test('CB-4: comes after a fixed time, with the configured comment', () => {
    expect(plan({ after: 'PT10M', comment: 'Tot dan!' })).toEqual({
      kind: 'timed',
      at: plus(now, 600_000),
      decision: 'accepted',
      comment: 'Tot dan!',
    });
  });

  test('CB-1: has a default comment', () => {
    expect(plan({ after: 'PT1S', comment: 'Tot dan!', decision: 'decline' })).toMatchObject({
      decision: 'declined',
      comment: DEFAULT_COMMENTS.declined,
    });
    expect(plan({ after: 'PT1S', decision: 'decline', declineComment: 'Bel ons.' })).toMatchObject({
      comment: 'Bel ons.',
    });
  });

  test('comes within the first half hour after the practice opens', () => {
    const policy: ApprovalPolicy = { after: { officeHours: { within: 'PT30M' } } };
    expect(plan(policy, 0)).toMatchObject({ at: tomorrow });
    expect(plan(policy, 0.5)).toMatchObject({ at: plus(tomorrow, 15 * 60_000) });
  });

  test('is accepted by the share that was configured', () => {
    const policy: ApprovalPolicy = { after: { uniform: { from: 'PT1S', to: 'PT9S' } }, decision: { acceptShare: 0.8 } };
    const { next } = createRandomStreams(3);
    const plans = Array.from({ length: 2000 }, () => planApproval(policy, now, () => next('approval'), nextOpen));
    const accepted = plans.filter((plan) => plan.kind === 'timed' && plan.decision === 'accepted').length;
    expect(accepted / plans.length).toBeCloseTo(0.8, 1);
    expect(plan({ ...policy, decision: { acceptShare: 0 } }, 0.5, 0)).toMatchObject({ decision: 'declined' });
    expect(plan({ ...policy, decision: { acceptShare: 1 } }, 0.5, 0.999999)).toMatchObject({ decision: 'accepted' });
  });
});

test.each([
  ['none', true],
  [{ after: 'PT10M' }, true],
  [{ after: { officeHours: { within: 'PT30M' } }, decision: { acceptShare: 0.8 } }, true],
  ['sometimes', false],
  [{ decision: 'accept' }, false],
  [{ after: 'PT10M', decision: { acceptShare: 2 } }, false],
  [{ after: 'ten minutes' }, false],
])('%j is an approval policy: %s', (value, expected) => {
  expect(validator(approvalSchema).accepts(value)).toBe(expected);
});
