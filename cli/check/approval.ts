import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { ApprovalOutcome, ApprovalRequest, CheckOptions } from '../../conformance/index.ts';
import { plain, readable } from '../book/ask.ts';
import type { Terminal } from './terminal.ts';

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
    await callHook(hook, request, fetch);
    return 'decided';
  };
}

type Input = NodeJS.ReadableStream & { readonly isTTY?: boolean };

const VERBS = { accepted: 'Approve', declined: 'Decline' } as const;

/**
 * Prompts the user for a decision in the XIS, with a countdown on a terminal, where Enter confirms the decision. Elsewhere
 * the outcome stays unknown.
 */
export async function askUser(request: ApprovalRequest, terminal: Terminal, input: Input): Promise<ApprovalOutcome> {
  const { appointment, decision, start, practitioner, timeoutMs, signal } = request;
  // The run was ended: no decision is needed any more.
  if (signal.aborted) return 'unknown';
  const seconds = Math.ceil(timeoutMs / 1000);
  const canConfirm = terminal.isInteractive && input.isTTY === true;
  const wait = canConfirm ? '' : ` Waits ${seconds} s.`;
  const where = `${readable(start)} with ${plain(practitioner)}`;
  terminal.print(`>>>   ${VERBS[decision]} appointment ${plain(appointment)} in your XIS now: ${where}.${wait}`);
  if (!canConfirm) return 'unknown';
  return new Promise((resolve) => {
    let remaining = seconds;
    const lines = createInterface({ input });
    const show = (): void => terminal.show(`      ${remaining} s left; press Enter when it is ${decision} `);
    const timer = setInterval(() => {
      remaining = Math.max(remaining - 1, 0);
      show();
    }, 1000);
    const end = (outcome: ApprovalOutcome): void => {
      clearInterval(timer);
      signal.removeEventListener('abort', onAbort);
      lines.close();
      resolve(outcome);
    };
    const onAbort = (): void => end('unknown');
    lines.once('line', () => {
      terminal.show('      waits for its callback …');
      end('decided');
    });
    signal.addEventListener('abort', onAbort);
    show();
  });
}

/** An id as FHIR has it: nothing in it means anything to a shell. */
const ID = /^[A-Za-z0-9\-.]{1,64}$/;

/**
 * Has an appointment decided by a command or a URL of the user.
 * @throws Error with the reason when it was not decided
 */
export async function callHook(hook: string, request: ApprovalRequest, fetch: typeof globalThis.fetch): Promise<void> {
  if (!ID.test(request.appointment)) throw new Error('the id of the appointment is not a FHIR id');
  await (/^https?:\/\//.test(hook) ? postHook(hook, request, fetch) : runHook(hook, request));
}

async function postHook(
  url: string,
  { appointment, decision, start, practitioner, timeoutMs }: ApprovalRequest,
  fetch: typeof globalThis.fetch,
): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ appointment, decision, start, practitioner }),
    redirect: 'manual',
    signal: AbortSignal.timeout(timeoutMs),
  }).catch((error: Error) => {
    const why = error.name === 'TimeoutError' ? 'no response in time' : 'cannot be reached';
    throw new Error(`--on-approval-needed: ${why}`, { cause: error });
  });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`--on-approval-needed: the URL returned ${response.status}`);
}

/** Removes control characters of the XIS's texts: a variable cannot have NUL, and a terminal would obey them. */
function withoutControls(text: string): string {
  return text.replace(/\p{Cc}/gu, '');
}

/** Runs a command in the machine's shell. Its standard output is dropped, its errors are shown. */
async function runHook(
  command: string,
  { appointment, decision, start, practitioner, timeoutMs }: ApprovalRequest,
): Promise<void> {
  const env = {
    ...process.env,
    APPOINTMENT_ID: appointment,
    APPOINTMENT_DECISION: decision,
    APPOINTMENT_START: withoutControls(start),
    APPOINTMENT_PRACTITIONER: withoutControls(practitioner),
  };
  const isWindows = process.platform === 'win32';
  const [file, args] = isWindows ? [command, []] : ['/bin/sh', ['-c', command, 'sh', appointment, decision]];
  const child = spawn(file, args, {
    env,
    shell: isWindows,
    stdio: ['ignore', 'ignore', 'inherit'],
    windowsHide: true,
    timeout: timeoutMs,
  });
  const [code, signal] = (await once(child, 'close').catch(() => [null, null])) as [number | null, string | null];
  if (code === 0) return;
  const why = signal === null ? `ended with exit code ${code ?? 'unknown'}` : 'did not end in time';
  throw new Error(`--on-approval-needed: the command ${why}`);
}
