import type { Log } from '../simulator/index.ts';

/** Creates a log on standard output, with errors on standard error. Its input is redacted already. */
export function createLog(form: 'text' | 'json'): Log {
  return {
    request({ organization, method, url, status, durationMs, problem, fault, found, appointment }) {
      if (form === 'json') {
        const line = { organization, method, url, status, durationMs, problem, fault, found, appointment };
        process.stdout.write(`${JSON.stringify(line)}\n`);
        return;
      }
      const details = [
        ...(found === undefined ? [] : [`${found} found`]),
        ...(appointment === undefined ? [] : [`appointment ${appointment}`]),
        ...(problem === undefined ? [] : [problem]),
        ...(fault === undefined ? [] : [`fault ${fault}`]),
      ];
      const shownStatus = status === 0 ? 'reset' : String(status);
      const line = [
        organization ?? '--------',
        shownStatus.padEnd(5),
        `${durationMs.toFixed(1).padStart(6)} ms`,
        method,
        url,
      ];
      process.stdout.write(`${line.join(' ')}${details.length > 0 ? `  (${details.join(', ')})` : ''}\n`);
    },
    error(message) {
      process.stderr.write(form === 'json' ? `${JSON.stringify({ error: message })}\n` : `${message}\n`);
    },
  };
}
