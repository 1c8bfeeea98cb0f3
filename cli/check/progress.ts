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

/** Where the progress of a run is shown. */
interface ProgressOutput {
  /** Receives lines about waits where there is no terminal. */
  readonly log?: Pick<Output, 'write'>;
  /** Whether a prompt for the practice has a countdown of its own. */
  readonly hasPrompt?: boolean;
}

/**
 * Shows how each check ended and, on a terminal, which one runs now. A wait has a countdown on a terminal, and elsewhere a line
 * at its start and every 30 seconds.
 */
export function reportProgress(
  terminal: Terminal,
  { log = stderr, hasPrompt = false }: ProgressOutput = {},
): (progress: Progress) => void {
  let done = 0;
  let running = 'reads appointment types and slots …';
  const countdown = createCountdown(terminal);
  const logWait = createWaitLog(log);
  terminal.show(running);
  return (progress) => {
    countdown.stop();
    switch (progress.kind) {
      case 'preflight':
        for (const note of progress.notes) terminal.print(formatNote(note));
        return;
      case 'check-started': {
        const place = String(done + 1).padStart(String(progress.total).length);
        running = `…    ${place}/${progress.total}  ${progress.id}`;
        return terminal.show(running);
      }
      case 'check-finished':
        done = progress.done;
        if (isSummarized(progress.result)) return;
        return terminal.print(formatProgress(progress.result, done - 1, progress.total, terminal.style));
      case 'waiting':
        if (!terminal.isInteractive) return logWait(progress);
        return hasPrompt && progress.from === 'practice' ? undefined : countdown.start(progress);
      case 'waited':
        return terminal.show(running);
      case 'cleaning-up':
        running = 'cancels what was booked …';
        return terminal.show(running);
    }
  };
}

type Waiting = Extract<Progress, { kind: 'waiting' }>;

/** The time between two lines about the same wait. */
const WAIT_LINE_MS = 30_000;

/** Returns a function that writes a line about a wait at its start and every 30 seconds. */
function createWaitLog(log: Pick<Output, 'write'>): (wait: Waiting) => void {
  let last: Waiting | undefined;
  return (wait) => {
    const { text, remainingMs } = wait;
    const sinceMs = last?.text === text ? last.remainingMs - remainingMs : WAIT_LINE_MS;
    if (sinceMs >= 0 && sinceMs < WAIT_LINE_MS) return;
    last = wait;
    log.write(`      waits up to ${seconds(remainingMs)} s for ${escapeControlCharacters(text)}\n`);
  };
}

/** Shows the seconds that are left of a wait, on a terminal. */
function createCountdown(terminal: Terminal) {
  let timer: NodeJS.Timeout | undefined;
  return {
    start({ text, remainingMs }: Waiting): void {
      let left = seconds(remainingMs);
      const show = (): void => terminal.show(`      waits for ${escapeControlCharacters(text)}: ${left} s left`);
      show();
      timer = setInterval(() => {
        left = Math.max(left - 1, 0);
        show();
      }, 1000);
      timer.unref();
    },
    stop: () => clearInterval(timer),
  };
}

function seconds(milliseconds: number): number {
  return Math.ceil(milliseconds / 1000);
}

/** Returns whether a check sent no request: the report has one line with the reason for all of them. */
function isSummarized({ verdict, exchanges }: CheckResult): boolean {
  return (verdict === 'not-applicable' || verdict === 'blocked') && exchanges.length === 0;
}
