import { toFailure } from '../../transport/failure.ts';
import { runShellCommand } from '../shell-command.ts';

/** A call of a command or a URL of the user, for something that the practice has to do. */
export interface HookCall {
  /** The option that names the hook: `--on-approval-needed`. */
  readonly option: string;
  /** The id of the appointment, where there is one yet. */
  readonly appointment: string | undefined;
  /** The arguments of a command. They need no quotes: nothing in them means anything to a shell. */
  readonly args: readonly string[];
  /** The variables of a command; those that are undefined are left out. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** The JSON that a URL gets. */
  readonly json: Readonly<Record<string, unknown>>;
  /** In real milliseconds. */
  readonly timeoutMs: number;
}

/** An id as FHIR has it: nothing in it means anything to a shell. */
const ID = /^[A-Za-z0-9\-.]{1,64}$/;

/**
 * Has something done in the XIS by a command or a URL of the user.
 * @throws Error with the reason when it was not done
 */
export async function callHook(hook: string, call: HookCall, fetch: typeof globalThis.fetch): Promise<void> {
  if (call.appointment !== undefined && !ID.test(call.appointment)) {
    throw new Error('the id of the appointment is not a FHIR id');
  }
  await (/^https?:\/\//.test(hook) ? postHook(hook, call, fetch) : runHook(hook, call));
}

async function postHook(
  url: string,
  { option, json, timeoutMs }: HookCall,
  fetch: typeof globalThis.fetch,
): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(json),
    redirect: 'manual',
    signal: AbortSignal.timeout(timeoutMs),
  }).catch((error: unknown) => {
    throw new Error(`${option}: ${toFailure(error).text}`, { cause: error });
  });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`${option}: the URL returned ${response.status}`);
}

/** Removes control characters of the XIS's texts: a variable cannot have NUL, and a terminal would obey them. */
function withoutControls(text: string): string {
  return text.replace(/\p{Cc}/gu, '');
}

/** Runs a command in the machine's shell. Its standard output is dropped, its errors are shown. */
async function runHook(command: string, { option, args, variables: given, timeoutMs }: HookCall): Promise<void> {
  const variables = Object.entries(given).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, withoutControls(value)]],
  );
  const { exitCode } = await runShellCommand({
    command,
    args,
    variables: Object.fromEntries(variables),
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (exitCode === 0) return;
  const why = exitCode === undefined ? 'did not end in time' : `ended with exit code ${exitCode}`;
  throw new Error(`${option}: the command ${why}`);
}
