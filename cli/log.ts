import { escapeControlCharacters, formatJson } from '../output/terminal-text.ts';
import type { Log } from '../simulator/index.ts';
import { type ProcessOutput, stderr, stdout } from './output.ts';

/** Creates a log on standard output, with errors on standard error. Its input is redacted already. */
export function createLog(form: 'text' | 'json'): Log {
  const noteDropped = (dropped: number): string =>
    form === 'json' ? `${formatJson({ dropped })}\n` : `(${dropped} lines were not read, and are left out)\n`;
  const write = (output: ProcessOutput, line: string): void => output.log(`${line}\n`, noteDropped);
  return {
    request({ organization, method, url, status, durationMs, problem, fault, found, appointment }) {
      if (form === 'json') {
        const line = { organization, method, url, status, durationMs, problem, fault, found, appointment };
        return write(stdout, formatJson(line));
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
      const text = `${line.join(' ')}${details.length > 0 ? `  (${details.join(', ')})` : ''}`;
      write(stdout, escapeControlCharacters(text));
    },
    error(message) {
      write(stderr, form === 'json' ? formatJson({ error: message }) : escapeControlCharacters(message));
    },
  };
}
