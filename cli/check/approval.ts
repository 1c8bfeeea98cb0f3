import type { ApprovalOutcome, ApprovalRequest, CheckOptions } from '../../conformance/index.ts';
import { plain } from '../book/ask.ts';
import { formatMoment } from '../moment.ts';
import type { Terminal } from '../terminal.ts';
import { callHook } from './hook.ts';
import { type Input, promptUser } from './prompt.ts';

/**
 * Returns a function that has appointments decided in the XIS: by a hook, or by the user at the terminal.
 * @param hook a command or a URL
 */
export function createApprover(
  hook: string | undefined,
  terminal: Terminal,
  fetch: typeof globalThis.fetch,
): NonNullable<CheckOptions['onApprovalNeeded']> {
  if (hook === undefined) return (request) => askUser(request, terminal, process.stdin);
  return async (request): Promise<ApprovalOutcome> => {
    // Without the hook itself, which may have a secret.
    terminal.show('calls --on-approval-needed …');
    await decideByHook(hook, request, fetch);
    return 'decided';
  };
}

const VERBS = { accepted: 'Approve', declined: 'Decline' } as const;

/** Prompts the user for a decision in the XIS. */
export async function askUser(request: ApprovalRequest, terminal: Terminal, input: Input): Promise<ApprovalOutcome> {
  const { appointment, decision, start, practitioner, timeoutMs, signal } = request;
  const where = `${formatMoment(start)} with ${plain(practitioner)}`;
  const text = `${VERBS[decision]} appointment ${plain(appointment)} in your XIS now: ${where}.`;
  const prompt = { text, done: decision, next: 'its callback', timeoutMs, signal };
  return (await promptUser(prompt, terminal, input)) ? 'decided' : 'unknown';
}

/**
 * Has an appointment decided by a command or a URL of the user.
 * @throws Error with the reason when it was not decided
 */
export function decideByHook(
  hook: string,
  { appointment, decision, start, practitioner, timeoutMs }: ApprovalRequest,
  fetch: typeof globalThis.fetch,
): Promise<void> {
  const call = {
    option: '--on-approval-needed',
    appointment,
    args: [appointment, decision],
    variables: {
      APPOINTMENT_ID: appointment,
      APPOINTMENT_DECISION: decision,
      APPOINTMENT_START: start,
      APPOINTMENT_PRACTITIONER: practitioner,
    },
    json: { appointment, decision, start, practitioner },
    timeoutMs,
  };
  return callHook(hook, call, fetch);
}
