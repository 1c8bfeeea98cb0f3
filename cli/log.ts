import type { AuthorizationRequest } from '../oauth/index.ts';
import { escapeControlCharacters, formatJson } from '../output/terminal-text.ts';
import type { Log, LoggedCallback, LoggedRequest } from '../simulator/index.ts';
import { type ProcessOutput, stderr, stdout } from './output.ts';

type LogForm = 'text' | 'json';

/** Creates a function that writes a line of a log, as JSON or as text. */
function createWriter(form: LogForm): (output: ProcessOutput, json: unknown, text: string) => void {
  const noteDropped = (dropped: number): string =>
    form === 'json' ? `${formatJson({ dropped })}\n` : `(${dropped} lines were not read, and are left out)\n`;
  return (output, json, text) =>
    output.log(`${form === 'json' ? formatJson(json) : escapeControlCharacters(text)}\n`, noteDropped);
}

/**
 * Creates a log on standard output, with errors on standard error. Its input is redacted already. Each line has the id by
 * which the control interface finds what it is about: of the request in the journal, or of the callback.
 */
export function createLog(form: LogForm | 'none'): Log {
  if (form === 'none') return { ...createErrorLog('text'), request: () => undefined };
  const write = createWriter(form);
  return {
    request(request) {
      write(stdout, toRequestLine(request), formatRequest(request));
    },
    callback(callback) {
      const { id, ...rest } = callback;
      write(stdout, { callback: id, ...rest }, formatCallback(callback));
    },
    ...createErrorLog(form),
  };
}

/** Creates the part of a log that is no log of requests: `--log none` has it as well. */
function createErrorLog(form: LogForm): Pick<Log, 'error' | 'notice'> {
  const write = createWriter(form);
  return {
    error(message) {
      write(stderr, { error: message }, message);
    },
    notice(message) {
      write(stderr, { notice: message }, message);
    },
  };
}

/** Creates a log of the requests to an authorization server, on standard output. They have nothing secret. */
export function createAuthorizationLog(form: LogForm): (request: AuthorizationRequest) => void {
  const write = createWriter(form);
  return ({ at, ...request }) => {
    const { method, endpoint, status, clientId, grant, error } = request;
    const details = [clientId, grant, error].filter((detail) => detail !== undefined).join(', ');
    const shownStatus = status === 0 ? 'reset' : String(status);
    const text = `${shownStatus.padEnd(5)} ${method} ${endpoint}${details === '' ? '' : `  (${details})`}`;
    write(stdout, { at: new Date(at).toISOString(), ...request }, text);
  };
}

/** Returns the line of a request without the rest of its journal entry, which has the body. */
function toRequestLine(request: LoggedRequest): object {
  const { id, organization, method, url, status, durationMs, problem, fault, found, appointment } = request;
  return { request: id, organization, method, url, status, durationMs, problem, fault, found, appointment };
}

function formatRequest(request: LoggedRequest): string {
  const { id, organization, method, url, status, durationMs, problem, fault, found, appointment } = request;
  const details = [
    `#${id}`,
    ...(found === undefined ? [] : [`${found} found`]),
    ...(appointment === undefined ? [] : [`appointment ${appointment}`]),
    ...(problem === undefined ? [] : [problem]),
    ...(fault === undefined ? [] : [`fault ${fault}`]),
  ];
  const shownStatus = status === 0 ? 'reset' : String(status);
  const duration = `${durationMs.toFixed(1).padStart(6)} ms`;
  return `${organization ?? '--------'} ${shownStatus.padEnd(5)} ${duration} ${method} ${url}  (${details.join(', ')})`;
}

function formatCallback(callback: LoggedCallback): string {
  const { id, organization, operation, appointment, attempt, status, error, state, reason, nextAt } = callback;
  const result = status === undefined ? `no response (${error})` : String(status);
  const next = reason ?? (nextAt === undefined ? state : `next attempt at ${nextAt}`);
  return `${organization} callback ${id}: ${result}, attempt ${attempt} to ${operation} about appointment ${appointment}  (${next})`;
}
