import {
  type CheckOptions,
  type CheckResult,
  formatProgress,
  type Progress,
  type RunningListener,
} from '../../conformance/index.ts';
import type { OwnRunFile } from './run-file.ts';
import type { Terminal } from './terminal.ts';

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
      ? `Makes at most ${maxBookings} appointments for ${patient?.reference}, and cancels them again. Run file: ${runFile.path}`
      : 'Only reads. With --allow-booking it makes appointments as well, and cancels them again.',
    ...(listener ? [`Waits for callbacks at ${listener.url} (port ${listener.port}).`] : []),
  ];
  return `${lines.join('\n')}\n`;
}

/** Returns how to cancel what a run may have left. */
export function cleanupHint(path: string): string {
  return `Appointments of this run may still be in the XIS. Cancel them with:\n  xis-testkit check cleanup ${path}\n`;
}

/** Shows how each check ended and, on a terminal, which one runs now. */
export function reportProgress(terminal: Terminal): (progress: Progress) => void {
  let done = 0;
  terminal.show('reads appointment types and slots …');
  return (progress) => {
    switch (progress.kind) {
      case 'preflight':
        for (const { seen, advice } of progress.notes) terminal.print(`note  ${seen}\n      ${advice}`);
        return;
      case 'check-started': {
        const place = String(done + 1).padStart(String(progress.total).length);
        return terminal.show(`…    ${place}/${progress.total}  ${progress.id}`);
      }
      case 'check-finished':
        done = progress.done;
        if (isSummarized(progress.result)) return;
        return terminal.print(formatProgress(progress.result, done - 1, progress.total, terminal.style));
      case 'cleaning-up':
        return terminal.show('cancels what was booked …');
    }
  };
}

/** Whether a check sent no request: the report has one line with the reason for all of them. */
function isSummarized({ verdict, exchanges }: CheckResult): boolean {
  return verdict === 'not-applicable' || (verdict === 'blocked' && exchanges.length === 0);
}
