import {
  type CheckOptions,
  type CheckResult,
  formatProgress,
  type Progress,
  type RunningListener,
} from '../../conformance/index.ts';
import { quoteForShell } from '../../output/quote-for-shell.ts';
import { escapeControlCharacters } from '../../output/terminal-text.ts';
import { stderr } from '../output.ts';
import type { Output, Terminal } from '../terminal.ts';
import type { CheckSettings } from './options.ts';
import type { OwnRunFile } from './run-file.ts';

/** Returns what a run is going to do, for the user to read before it begins. */
export function runSummary(
  { baseUrl, organization, patient }: CheckOptions,
  maxBookings: number,
  runFile: OwnRunFile | undefined,
  listener: RunningListener | undefined,
): string {
  const lines = [
    `Checks ${baseUrl} for organization ${organization}.`,
    runFile
      ? `Makes at most ${maxBookings} appointments for ${patient?.reference ?? 'the patient with the given BSN'}, and cancels them again. Run file: ${runFile.path}`
      : 'Only reads. With --allow-booking it makes appointments as well, and cancels them again.',
    ...(listener ? [`Waits for callbacks at ${listener.url} (port ${listener.port}).`] : []),
  ];
  return `${lines.map(escapeControlCharacters).join('\n')}\n`;
}

/** Formats what was seen before the first check, and what to do about it. */
export function formatNote({ seen, advice }: { readonly seen: string; readonly advice: string }): string {
  return `note  ${escapeControlCharacters(seen)}\n      ${escapeControlCharacters(advice)}`;
}

/** The options of a run that its clean-up needs too, and that are no secrets. */
const CLEANUP_OPTIONS = [
  'issuer',
  'tokenUrl',
  'clientId',
  'clientKeyJwk',
  'clientAuth',
  'audience',
  'scope',
  'grant',
] as const;

/** Returns how to cancel what a run may have left: with its options of tokens, but without secrets. */
export function cleanupHint(path: string, { values, nameOf }: Pick<CheckSettings, 'values' | 'nameOf'>): string {
  const options = CLEANUP_OPTIONS.flatMap((key) => {
    const value = values[key];
    if (value === undefined) return [];
    return [nameOf(key), quoteWord(value)];
  });
  const command = ['xis-testkit check cleanup', quoteWord(path), ...options].join(' ');
  return `Appointments of this run may still be in the XIS. Cancel them with:\n  ${escapeControlCharacters(command)}\n`;
}

/** Quotes a word for the shell, if it has characters that are special there. */
function quoteWord(text: string): string {
  return /^[\w.:/@-]+$/.test(text) ? text : quoteForShell(text);
}

/** The time between two lines about a wait where it is not shown on a terminal. */
const WAIT_LINE_MS = 30_000;

/**
 * Shows how each check ended and, on a terminal, which one runs now. Elsewhere a wait has a line at its start and every 30
 * seconds.
 * @param log receives those lines
 */
export function reportProgress(terminal: Terminal, log: Pick<Output, 'write'> = stderr): (progress: Progress) => void {
  let done = 0;
  let lastWait: { readonly text: string; readonly remainingMs: number } | undefined;
  const reportWait = (wait: Extract<Progress, { kind: 'waiting' }>): void => {
    const { from, text, remainingMs } = wait;
    const line = `      waits for ${escapeControlCharacters(text)}: ${Math.ceil(remainingMs / 1000)} s left`;
    // On a terminal, the prompt for the practice has a countdown of its own.
    if (terminal.isInteractive) return from === 'xis' ? terminal.show(line) : undefined;
    const sinceMs = lastWait?.text === text ? lastWait.remainingMs - remainingMs : WAIT_LINE_MS;
    if (sinceMs >= 0 && sinceMs < WAIT_LINE_MS) return;
    lastWait = wait;
    log.write(`${line}\n`);
  };
  terminal.show('reads appointment types and slots …');
  return (progress) => {
    switch (progress.kind) {
      case 'preflight':
        for (const note of progress.notes) terminal.print(formatNote(note));
        return;
      case 'check-started': {
        const place = String(done + 1).padStart(String(progress.total).length);
        return terminal.show(`…    ${place}/${progress.total}  ${progress.id}`);
      }
      case 'check-finished':
        done = progress.done;
        if (isSummarized(progress.result)) return;
        return terminal.print(formatProgress(progress.result, done - 1, progress.total, terminal.style));
      case 'waiting':
        return reportWait(progress);
      case 'cleaning-up':
        return terminal.show('cancels what was booked …');
    }
  };
}

/** Returns whether a check sent no request: the report has one line with the reason for all of them. */
function isSummarized({ verdict, exchanges }: CheckResult): boolean {
  return (verdict === 'not-applicable' || verdict === 'blocked') && exchanges.length === 0;
}
