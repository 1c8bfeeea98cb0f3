import type { Command } from 'commander';
import {
  applyKnownFailures,
  CHECKS,
  type CheckOptions,
  type CheckReport,
  checkXis,
  exitCodeOf,
  maxAppointments,
  type RunningListener,
  realSystem,
  textReport,
} from '../../conformance/index.ts';
import { createFetch } from '../connection.ts';
import type { Ending } from '../ending.ts';
import { accessOf } from '../target-options.ts';
import { UsageError } from '../usage-error.ts';
import { approver } from './approval.ts';
import { callbackNotes, listenOn } from './callbacks.ts';
import { endingOfCheck, leftText } from './ending.ts';
import { greeting } from './greeting.ts';
import { readKnownFailures } from './known-failures.ts';
import { optionsOf } from './options-of.ts';
import { progressOn } from './progress.ts';
import { checkWritable, writeReports } from './reports.ts';
import { createRunFile, type OwnRunFile, runFileName } from './run-file.ts';
import { createScreen, type Screen } from './screen.ts';
import { readSettings, type Settings } from './settings.ts';
import { checkTogether } from './together.ts';
import { told } from './told.ts';

/** What is open while a check runs. */
interface Opened {
  readonly screen: Screen;
  readonly runFile: OwnRunFile | undefined;
  readonly listener: RunningListener | undefined;
  readonly ending: Ending;
}

/** Checks a XIS, tells how it goes, writes the reports, and sets the exit code. */
export async function runCheck(url: string | undefined, command: Command): Promise<void> {
  const settings = await readSettings(url, command);
  const { options } = settings;
  const asked = optionsOf(settings);
  checkTogether(settings);
  // What cannot be used is told before anything is opened.
  await told(settings, async () => maxAppointments(asked));
  const known = await readKnownFailures(settings);
  await checkWritable(settings);

  const screen = createScreen(process.stdout, options.color);
  const name = options.runFile ?? runFileName(realSystem.now(), realSystem.unique());
  const runFile = options.allowBooking ? await createRunFile(name) : undefined;
  const ending = endingOfCheck(screen, runFile);
  let listener: RunningListener | undefined;
  let report: CheckReport | undefined;
  try {
    listener = options.allowBooking ? await listenOn(options) : undefined;
    const checked = await check(settings, asked, { screen, runFile, listener, ending });
    const ids = CHECKS.map(({ id }) => id);
    report = applyKnownFailures(checked, known, ids);
    screen.print(`${options.quiet ? '' : '\n'}${textReport(report, screen.style).trimEnd()}`);
    for (const path of await writeReports(report, options, runFile?.path)) screen.print(`Report in ${path}`);
    process.exitCode = ending.exitCode ?? exitCodeOf(report);
  } catch (error) {
    // Ended before the first check: there is nothing to tell.
    if (ending.exitCode === undefined || !(error instanceof UsageError)) throw error;
    process.exitCode = ending.exitCode;
  } finally {
    ending.stop();
    await Promise.all([listener?.close(), runFile?.close()]);
    const isDone = runFile?.isEmpty || report?.bookings.every(({ cancelled }) => cancelled);
    if (runFile && isDone) runFile.remove();
    else if (runFile) process.stderr.write(leftText(runFile.path));
  }
}

async function check(settings: Settings, asked: CheckOptions, opened: Opened): Promise<CheckReport> {
  const { options } = settings;
  const { screen, runFile, listener, ending } = opened;
  const { fetch, ...how } = await accessOf(options, realSystem.now);
  const { token } = how;
  // A command that gives no token is known before anything begins.
  if (typeof token === 'function') await told(settings, token);
  // With a listener the approvals are booked as well.
  const most = maxAppointments(listener ? { ...asked, callbacks: listener } : asked);
  screen.print(greeting(asked, most, runFile, listener));
  const notes = listener ? await callbackNotes(listener, asked.baseUrl, fetch) : [];
  for (const { seen, advice } of notes) screen.print(`note  ${seen}\n      ${advice}`);
  const report = await told(settings, async () =>
    checkXis({
      ...asked,
      ...how,
      system: { ...realSystem, fetch },
      signal: ending.signal,
      ...(options.quiet ? {} : { onProgress: progressOn(screen) }),
      ...(runFile ? { runFile } : {}),
      ...(listener
        ? {
            callbacks: listener,
            onApprovalNeeded: approver(options.onApprovalNeeded, screen, await createFetch({})),
          }
        : {}),
    }),
  );
  const before = [...notes, ...(report.preflight ?? [])];
  return before.length === 0 ? report : { ...report, preflight: before };
}
