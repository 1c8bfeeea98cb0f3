import type { AuthorizationRequest } from '../oauth/index.ts';
import { escapeControlCharacters, formatJson } from '../output/terminal-text.ts';
import type { Log, LoggedCallback, LoggedRequest, Reconfiguration } from '../simulator/index.ts';
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

/** Receives what has become of a configuration that has changed while the simulator runs. */
export interface ReloadLog {
  /** It is taken over. */
  reloaded(file: string, result: Reconfiguration): void;
  /** It is not, and the former one stays. */
  rejected(file: string, error: Error): void;
}

/** Creates a log of changes of the configuration, which `--log none` has as well: on standard error, with what is wrong. */
export function createReloadLog(form: LogForm | 'none'): ReloadLog {
  const write = createWriter(form === 'none' ? 'text' : form);
  return {
    reloaded: (file, result) =>
      write(stderr, { reloaded: file, ...result }, `${file}: ${formatReconfiguration(result)}`),
    rejected(file, error) {
      const lines = error.message.split('\n');
      if (form === 'json') return write(stderr, { rejected: file, mistakes: lines }, '');
      for (const line of [...lines, `${file}: the simulator goes on with the former configuration`])
        write(stderr, undefined, line);
    },
  };
}

function formatReconfiguration(result: Reconfiguration): string {
  const { added, changed, removed, kept, droppedAppointments: dropped, restart } = result;
  const parts = [
    formatPart('new', added),
    formatPart('changed', changed),
    formatPart('removed', removed),
    formatPart('no longer in the file, but in the store', kept),
    ...(dropped > 0
      ? [`${dropped} ${dropped === 1 ? 'appointment' : 'appointments'} dropped, because their schedule or type is gone`]
      : []),
    formatPart('takes effect at the next start', restart),
  ].filter((part) => part !== '');
  return parts.length === 0 ? 'read again, nothing is different' : `read again; ${parts.join('; ')}`;
}

function formatPart(what: string, names: readonly string[]): string {
  return names.length === 0 ? '' : `${what}: ${names.join(', ')}`;
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
