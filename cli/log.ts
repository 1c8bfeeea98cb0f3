import type { Log, LoggedCallback, LoggedRequest } from '../simulator/index.ts';

/**
 * Creates a log on standard output, with errors on standard error. Its input is redacted already. Each line has the id by
 * which the control interface finds what it is about: of the request in the journal, or of the callback.
 */
export function createLog(form: 'text' | 'json'): Log {
  const write = (line: string): void => void process.stdout.write(`${line}\n`);
  return {
    request({ id, ...request }) {
      write(
        form === 'json' ? JSON.stringify({ request: id, ...pickRequest(request) }) : formatRequest({ id, ...request }),
      );
    },
    callback({ id, ...callback }) {
      write(form === 'json' ? JSON.stringify({ callback: id, ...callback }) : formatCallback({ id, ...callback }));
    },
    error(message) {
      process.stderr.write(form === 'json' ? `${JSON.stringify({ error: message })}\n` : `${message}\n`);
    },
  };
}

/** Leaves out the rest of a journal entry, which has the body. */
function pickRequest(request: Omit<LoggedRequest, 'id'>): Omit<LoggedRequest, 'id'> {
  const { organization, method, url, status, durationMs, problem, fault, found, appointment } = request;
  return { organization, method, url, status, durationMs, problem, fault, found, appointment };
}

function formatRequest(request: LoggedRequest): string {
  const {
    id,
    organization = '--------',
    method,
    url,
    status,
    durationMs,
    problem,
    fault,
    found,
    appointment,
  } = request;
  const details = [
    `#${id}`,
    ...(found === undefined ? [] : [`${found} found`]),
    ...(appointment === undefined ? [] : [`appointment ${appointment}`]),
    ...(problem === undefined ? [] : [problem]),
    ...(fault === undefined ? [] : [`fault ${fault}`]),
  ];
  const shownStatus = status === 0 ? 'reset' : String(status);
  const duration = `${durationMs.toFixed(1).padStart(6)} ms`;
  return `${organization} ${shownStatus.padEnd(5)} ${duration} ${method} ${url}  (${details.join(', ')})`;
}

function formatCallback(callback: LoggedCallback): string {
  const { id, organization, operation, appointment, attempt, status, error, state, reason, nextAt } = callback;
  const result = status === undefined ? `no response (${error})` : String(status);
  const next = reason ?? (nextAt === undefined ? state : `next attempt at ${nextAt}`);
  return `${organization} callback ${id}: ${result}, attempt ${attempt} to ${operation} about appointment ${appointment}  (${next})`;
}
