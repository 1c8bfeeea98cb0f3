import type { ApprovalOutcome, CheckOptions } from '../../conformance/index.ts';
import { callHook } from './approval-hook.ts';
import { askPractice } from './ask-practice.ts';
import type { Screen } from './screen.ts';

/** Has appointments decided in the XIS: by the hook, or by whoever sits at the terminal. */
export function approver(
  hook: string | undefined,
  screen: Screen,
  fetch: typeof globalThis.fetch,
): NonNullable<CheckOptions['onApprovalNeeded']> {
  if (hook === undefined) return (request) => askPractice(request, screen, process.stdin);
  return async (request): Promise<ApprovalOutcome> => {
    // Not what it is: it may hold a secret.
    screen.show('asks --on-approval-needed …');
    await callHook(hook, request, fetch);
    return 'decided';
  };
}
