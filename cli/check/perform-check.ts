import {
  applyKnownFailures,
  CHECKS,
  type CheckOptions,
  type CheckReport,
  checkXis,
  type KnownFailure,
  maxAppointments,
  type Progress,
  type RunningListener,
  realSystem,
} from '../../conformance/index.ts';
import { defined } from '../../schema/defined.ts';
import { type Connection, openConnection } from '../connection.ts';
import { expectToken, withTokenAdvice } from '../token/expect-token.ts';
import { callbackNotes, isLocal, listenOn } from './callbacks.ts';
import { readKnownFailures } from './known-failures.ts';
import type { CheckSettings } from './options.ts';
import { createRunFile, type OwnRunFile } from './run-file.ts';
import { withUsageErrors } from './with-usage-errors.ts';

/** A note on what was seen before the first check. */
type Note = NonNullable<CheckReport['preflight']>[number];
type Approver = NonNullable<CheckOptions['onApprovalNeeded']>;
type Changer = NonNullable<CheckOptions['onChangeNeeded']>;

/** Where a run takes place. */
interface Surroundings {
  /** With proxies and secrets; default: that of the process. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Returns the time, in milliseconds since the epoch; default: that of the machine. */
  now?(): number;
}

/** A run that is about to begin: its options are valid, and nothing was sent. */
export interface PreparedCheck {
  readonly settings: CheckSettings;
  readonly options: CheckOptions;
  readonly known: readonly KnownFailure[];
  /** Records the bookings of a run that books. */
  readonly runFile: OwnRunFile | undefined;
}

/** The beginning of a run, for its user to read. */
export interface CheckStart {
  readonly maxBookings: number;
  /** Waits for the callbacks of the XIS, where the run books and is given a port. */
  readonly listener: RunningListener | undefined;
}

/** Shows a run to its user, and has the practice take part: a terminal, or a page. */
export interface FrontEnd {
  /** Ends the run early: what was booked is cancelled. */
  readonly signal: AbortSignal;
  onStart(start: CheckStart): void;
  onNote(note: Note): void;
  /** Begins to show the progress; absent where only the report counts. */
  trackProgress?(): (progress: Progress) => void;
  /** @param fetch sends requests over the network of the run */
  createApprover(fetch: typeof globalThis.fetch): Approver;
  /** Returns undefined when the practice makes no changes for this run. */
  createChanger(fetch: typeof globalThis.fetch): Changer | undefined;
}

/**
 * Validates the options of a run, and creates its run file if it books.
 * @param runFile the path of that file
 * @throws UsageError for an option that is invalid, and for a run file that exists or cannot be written
 */
export async function prepareCheck(settings: CheckSettings, runFile: string): Promise<PreparedCheck> {
  const options = { ...settings.library, nameOption: settings.nameOption } as CheckOptions;
  // Invalid options are reported before anything is opened.
  await withUsageErrors(settings, () => maxAppointments(options));
  const known = await readKnownFailures(settings);
  return { settings, options, known, runFile: options.allowBooking ? await createRunFile(runFile) : undefined };
}

/**
 * Checks a XIS, with a listener for its callbacks where it books, and closes all that it has opened but the run file.
 * @throws UsageError when nothing can be checked
 */
export async function performCheck(
  prepared: PreparedCheck,
  frontEnd: FrontEnd,
  { environment = process.env, now = realSystem.now }: Surroundings = {},
): Promise<CheckReport> {
  const { settings, options, known } = prepared;
  const listener = options.allowBooking ? await listenOn(settings.values, now) : undefined;
  try {
    const { connection, close } = await openConnection(settings, { now, environment });
    const report = await checkOver(connection, prepared, { listener, now }, frontEnd).finally(close);
    const ids = CHECKS.map(({ id }) => id);
    return applyKnownFailures(report, known, ids);
  } finally {
    await listener?.close();
  }
}

async function checkOver(
  { network, explore, ...connection }: Connection,
  { settings, options, runFile }: PreparedCheck,
  { listener, now }: { readonly listener: RunningListener | undefined; now(): number },
  frontEnd: FrontEnd,
): Promise<CheckReport> {
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
    onApprovalNeeded: frontEnd.createApprover(fetch),
    ...defined({ onChangeNeeded: frontEnd.createChanger(fetch) }),
  };
  const given = { ...options, ...defined({ testTokens, otherToken }), ...hooks };
  frontEnd.onStart({ maxBookings: maxAppointments({ ...given, ...connection }), listener });
  // A proxy has no way to the loopback of this machine.
  const reach = listener && isLocal(listener.url) ? globalThis.fetch : fetch;
  const notes = listener ? await callbackNotes(listener, options.baseUrl, reach) : [];
  for (const note of notes) frontEnd.onNote(note);
  const { signal } = frontEnd;
  const report = await withUsageErrors(settings, () =>
    checkXis({
      ...given,
      ...connection,
      system: { ...realSystem, ...network, now },
      signal,
      ...defined({ runFile, onProgress: frontEnd.trackProgress?.() }),
    }),
  );
  const preflight = [...notes, ...(report.preflight ?? [])];
  return preflight.length === 0 ? report : { ...report, preflight };
}

/**
 * Closes the run file of a run, and removes it when no appointment is left.
 * @param report undefined for a run that ended without one
 * @returns its path when it was kept: appointments of the run may still be in the XIS
 */
export async function closeRunFile(
  runFile: OwnRunFile | undefined,
  report: CheckReport | undefined,
): Promise<string | undefined> {
  if (!runFile) return undefined;
  await runFile.close();
  if (!runFile.isEmpty && !report?.bookings.every(({ cancelled }) => cancelled)) return runFile.path;
  runFile.remove();
  return undefined;
}
