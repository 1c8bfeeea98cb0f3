import {
  applyKnownFailures,
  CHECKS,
  type CheckOptions,
  type CheckReport,
  checkXis,
  exitCodeOf,
  formatTextReport,
  maxAppointments,
  type RunningListener,
  realSystem,
} from '../../conformance/index.ts';
import { XisTestkitError } from '../../errors/xis-testkit-error.ts';
import { escapeControlCharacters } from '../../output/terminal-text.ts';
import { defined } from '../../schema/defined.ts';
import { type Connection, withConnection } from '../connection.ts';
import { stderr, stdout } from '../output.ts';
import { onInterrupt, type Shutdown } from '../shutdown.ts';
import { createTerminal, type Terminal } from '../terminal.ts';
import { expectToken, withTokenAdvice } from '../token/expect-token.ts';
import { createApprover } from './approval.ts';
import { callbackNotes, isLocal, listenOn } from './callbacks.ts';
import { createChanger } from './change.ts';
import { readKnownFailures } from './known-failures.ts';
import type { CheckSettings } from './options.ts';
import { cleanupHint, formatNote, reportProgress, runSummary } from './progress.ts';
import { expectWritableReports, writeCheckReports } from './reports.ts';
import { createRunFile, type OwnRunFile, runFileName } from './run-file.ts';
import { withUsageErrors } from './settings.ts';

/** The resources of a run, open until its end. */
interface Resources {
  readonly terminal: Terminal;
  readonly runFile: OwnRunFile | undefined;
  readonly listener: RunningListener | undefined;
  readonly shutdown: Shutdown;
}

/** Checks a XIS, shows the progress, writes the reports, and sets the exit code. */
export async function runCheckCommand(settings: CheckSettings): Promise<void> {
  const { values } = settings;
  const options = { ...settings.library, nameOption: settings.nameOption } as CheckOptions;
  // Invalid options are reported before anything is opened.
  await withUsageErrors(settings, () => maxAppointments(options));
  const known = await readKnownFailures(settings);
  await expectWritableReports(settings);

  const terminal = createTerminal(stdout, values.color ?? true);
  const name = values.runFile ?? runFileName(realSystem.now(), realSystem.unique());
  const runFile = options.allowBooking ? await createRunFile(name) : undefined;
  const shutdown = shutDownOnInterrupt(settings, terminal, runFile);
  let listener: RunningListener | undefined;
  let report: CheckReport | undefined;
  try {
    listener = options.allowBooking ? await listenOn(values) : undefined;
    const resources = { terminal, runFile, listener, shutdown };
    const checked = await withConnection(settings, realSystem.now, (connection) =>
      check(settings, options, connection, resources),
    );
    const ids = CHECKS.map(({ id }) => id);
    report = applyKnownFailures(checked, known, ids);
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
    await Promise.all([listener?.close(), runFile?.close()]);
    const isDone = runFile?.isEmpty || report?.bookings.every(({ cancelled }) => cancelled);
    if (runFile && isDone) runFile.remove();
    else if (runFile) stderr.write(cleanupHint(runFile.path, settings));
  }
}

async function check(
  settings: CheckSettings,
  options: CheckOptions,
  { network, explore, ...connection }: Connection,
  { terminal, runFile, listener, shutdown }: Resources,
): Promise<CheckReport> {
  const { values } = settings;
  const { fetch } = network;
  // A failed token request is reported before anything begins.
  await expectToken(connection.token, settings.nameOption);
  const { testServer: testTokens, otherToken = options.otherToken } = await withTokenAdvice(
    () => explore(options.otherPatient?.bsn),
    settings.nameOption,
  );
  await expectToken(otherToken, settings.nameOption);
  // With a listener, approvals are booked as well.
  const hooks = listener && {
    callbacks: listener,
    onApprovalNeeded: createApprover(values.onApprovalNeeded, terminal, fetch),
    ...(values.onChangeNeeded !== undefined && {
      onChangeNeeded: createChanger(values.onChangeNeeded, terminal, fetch),
    }),
  };
  const given = { ...options, ...defined({ testTokens, otherToken }), ...hooks };
  const max = maxAppointments({ ...given, ...connection });
  terminal.print(runSummary(options, max, runFile, listener));
  // A proxy has no way to the loopback of this machine.
  const reach = listener && isLocal(listener.url) ? globalThis.fetch : fetch;
  const notes = listener ? await callbackNotes(listener, options.baseUrl, reach) : [];
  for (const note of notes) terminal.print(formatNote(note));
  const report = await withUsageErrors(settings, () =>
    checkXis({
      ...given,
      ...connection,
      system: { ...realSystem, ...network },
      signal: shutdown.signal,
      ...(!values.quiet && { onProgress: reportProgress(terminal) }),
      ...(runFile && { runFile }),
    }),
  );
  const preflight = [...notes, ...(report.preflight ?? [])];
  return preflight.length === 0 ? report : { ...report, preflight };
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
