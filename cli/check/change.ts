import type { ChangeOutcome, ChangeRequest, CheckOptions } from '../../conformance/index.ts';
import { plain } from '../book/ask.ts';
import { formatMoment } from '../moment.ts';
import type { Terminal } from '../terminal.ts';
import { callHook } from './hook.ts';
import { type Input, promptUser } from './prompt.ts';

/** The value of --on-change-needed that prompts the user instead of a command. */
export const ASK = 'ask';

/**
 * Returns a function that has appointments changed in the XIS: by a hook, or by the user at the terminal.
 * @param hook a command, a URL, or `ask`
 */
export function createChanger(
  hook: string,
  terminal: Terminal,
  fetch: typeof globalThis.fetch,
): NonNullable<CheckOptions['onChangeNeeded']> {
  if (hook === ASK) return (request) => askForChange(request, terminal, process.stdin);
  return async (request): Promise<ChangeOutcome> => {
    // Without the hook itself, which may have a secret.
    terminal.show('calls --on-change-needed …');
    await changeByHook(hook, request, fetch);
    return 'changed';
  };
}

const PARTICIPLES = { make: 'made', move: 'moved', cancel: 'cancelled' } as const;

/** Prompts the user for a change in the XIS. */
export async function askForChange(request: ChangeRequest, terminal: Terminal, input: Input): Promise<ChangeOutcome> {
  const { change, timeoutMs, signal } = request;
  const text = `${describeChange(request)}.`;
  const prompt = { text, done: PARTICIPLES[change], next: 'its update', timeoutMs, signal };
  return (await promptUser(prompt, terminal, input)) ? 'changed' : 'unknown';
}

function describeChange({ change, appointment, start, newStart, practitioner, type, patient }: ChangeRequest): string {
  const where = `${formatMoment(start)} with ${plain(practitioner)}`;
  if (change === 'make') {
    return `Make an appointment in your XIS now, for ${plain(patient)}: ${where}, type ${plain(type)}`;
  }
  const named = `appointment ${plain(appointment ?? '')}`;
  if (change === 'cancel') return `Cancel ${named} in your XIS now, as the practice: ${where}`;
  return `Move ${named} in your XIS now, to ${formatMoment(newStart ?? '')}: ${where}`;
}

/**
 * Has an appointment changed by a command or a URL of the user.
 * @throws Error with the reason when it was not changed
 */
export function changeByHook(
  hook: string,
  { timeoutMs, signal: _signal, ...request }: ChangeRequest,
  fetch: typeof globalThis.fetch,
): Promise<void> {
  const { change, appointment, start, newStart, practitioner, type, schedule, patient } = request;
  const call = {
    option: '--on-change-needed',
    appointment,
    args: [change, ...(appointment === undefined ? [] : [appointment])],
    variables: {
      APPOINTMENT_CHANGE: change,
      APPOINTMENT_ID: appointment,
      APPOINTMENT_START: start,
      APPOINTMENT_NEW_START: newStart,
      APPOINTMENT_PRACTITIONER: practitioner,
      APPOINTMENT_TYPE: type,
      APPOINTMENT_SCHEDULE: schedule,
      APPOINTMENT_PATIENT: patient,
    },
    json: request,
    timeoutMs,
  };
  return callHook(hook, call, fetch);
}
