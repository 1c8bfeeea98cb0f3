import { type CheckReport, exitCodeOf, formatTextReport, realSystem } from '../../conformance/index.ts';
import { XisTestkitError } from '../../errors/xis-testkit-error.ts';
import { escapeControlCharacters } from '../../output/terminal-text.ts';
import { stderr, stdout } from '../output.ts';
import { onInterrupt, type Shutdown } from '../shutdown.ts';
import { createTerminal, type Terminal } from '../terminal.ts';
import { createApprover } from './approval.ts';
import { ASK, createChanger } from './change.ts';
import type { CheckSettings } from './options.ts';
import { closeRunFile, type FrontEnd, type PreparedCheck, performCheck, prepareCheck } from './perform-check.ts';
import { cleanupHint, formatNote, reportProgress, runSummary } from './progress.ts';
import { expectWritableReports, writeCheckReports } from './reports.ts';
import { type OwnRunFile, runFileName } from './run-file.ts';

/** Checks a XIS, shows the progress, writes the reports, and sets the exit code. */
export async function runCheckCommand(settings: CheckSettings): Promise<void> {
  const { values } = settings;
  await expectWritableReports(settings);
  const prepared = await prepareCheck(settings, values.runFile ?? runFileName(realSystem.now(), realSystem.unique()));
  const { runFile } = prepared;

  const terminal = createTerminal(stdout, values.color ?? true);
  const shutdown = shutDownOnInterrupt(settings, terminal, runFile);
  let report: CheckReport | undefined;
  try {
    report = await performCheck(prepared, onTerminal(prepared, terminal, shutdown.signal));
    terminal.print(`${values.quiet ? '' : '\n'}${formatTextReport(report, terminal.style).trimEnd()}`);
    for (const path of await writeCheckReports(report, settings, runFile?.path)) {
      terminal.print(escapeControlCharacters(`Report in ${path}`));
    }
    process.exitCode = shutdown.exitCode ?? exitCodeOf(report);
  } catch (error) {
    // Ended before the first check: there is nothing to report.
    if (shutdown.exitCode === undefined || !(error instanceof XisTestkitError)) throw error;
    process.exitCode = shutdown.exitCode;
  } finally {
    shutdown.stop();
    const kept = await closeRunFile(runFile, report);
    if (kept !== undefined) stderr.write(cleanupHint(kept, settings));
  }
}

/** Shows a run on a terminal, whose user or hooks take the part of the practice. */
function onTerminal(
  { settings: { values }, options, runFile }: PreparedCheck,
  terminal: Terminal,
  signal: AbortSignal,
): FrontEnd {
  const { onApprovalNeeded, onChangeNeeded, quiet } = values;
  const hasPrompt = process.stdin.isTTY && (onApprovalNeeded === undefined || onChangeNeeded === ASK);
  return {
    signal,
    onStart: ({ maxBookings, listener }) => terminal.print(runSummary(options, maxBookings, runFile, listener)),
    onNote: (note) => terminal.print(formatNote(note)),
    ...(!quiet && { trackProgress: () => reportProgress(terminal, { hasPrompt }) }),
    createApprover: (fetch) => createApprover(onApprovalNeeded, terminal, fetch),
    createChanger: (fetch) =>
      onChangeNeeded === undefined ? undefined : createChanger(onChangeNeeded, terminal, fetch),
  };
}

/** Cancels the appointments and reports at the first signal; names the appointments that may remain at the second. */
function shutDownOnInterrupt(settings: CheckSettings, terminal: Terminal, runFile: OwnRunFile | undefined): Shutdown {
  return onInterrupt({
    first: () =>
      terminal.print(
        runFile
          ? 'Interrupted: cancels what was booked, and reports. Interrupt again to end at once and leave it in the XIS.'
          : 'Interrupted: reports what was checked.',
      ),
    second: () => {
      if (!runFile) return;
      if (runFile.isEmpty) runFile.remove();
      else stderr.write(`\n${cleanupHint(runFile.path, settings)}`);
    },
  });
}
