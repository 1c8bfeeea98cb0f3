import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { ApprovalRequest } from '../../conformance/index.ts';

/** An id as FHIR has it: nothing in it means anything to a shell. */
const ID = /^[A-Za-z0-9\-.]{1,64}$/;

/**
 * Has an appointment decided by a command or a url of the user.
 * @throws Error with the reason when it was not decided
 */
export async function callHook(hook: string, request: ApprovalRequest, fetch: typeof globalThis.fetch): Promise<void> {
  if (!ID.test(request.appointment)) throw new Error('the id of the appointment is none that FHIR allows');
  await (/^https?:\/\//.test(hook) ? post(hook, request, fetch) : run(hook, request));
}

async function post(
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
    throw new Error(
      `--on-approval-needed: ${error.name === 'TimeoutError' ? 'no answer in time' : 'cannot be reached'}`,
    );
  });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`--on-approval-needed: the url answered ${response.status}`);
}

/** The XIS may have anything in its texts; a variable can hold no NUL, and a terminal is not to obey it. */
function withoutControls(text: string): string {
  return text.replace(/\p{Cc}/gu, '');
}

/** In the shell of the machine. What it prints on standard output is its own affair; its errors can be seen. */
async function run(
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
  const how = signal === null ? `ended with ${code ?? 'an error'}` : 'did not end in time';
  throw new Error(`--on-approval-needed: the command ${how}`);
}
