import { rm } from 'node:fs/promises';
import { cleanUp, type RecordedRun, type ReportedBooking, readRunFile, realSystem } from '../../conformance/index.ts';
import { ERRORS } from '../../errors/catalogue.ts';
import { EXIT } from '../../errors/exit-codes.ts';
import { XisTestkitError } from '../../errors/xis-testkit-error.ts';
import { escapeControlCharacters, escapeExceptLineBreaks } from '../../output/terminal-text.ts';
import { defined } from '../../schema/defined.ts';
import { readTextFile } from '../../schema/text-file.ts';
import { withConnection } from '../connection.ts';
import { VARIABLES } from '../environment.ts';
import { stderr, stdout, warn } from '../output.ts';
import type { Settings } from '../settings.ts';
import { onInterrupt } from '../shutdown.ts';
import { expectToken, withTokenAdvice } from '../token/expect-token.ts';
import { UsageError } from '../usage-error.ts';
import type { CLEANUP_TABLE } from './options.ts';
import { continueRunFile } from './run-file.ts';
import { withUsageErrors } from './with-usage-errors.ts';

type CleanupSettings = Settings<typeof CLEANUP_TABLE>;

/**
 * Cancels the appointments that runs have left in the XIS, with exit code 1 when some remain. A file that cannot be used keeps
 * no other from its clean-up; of several exit codes it is the highest.
 * @throws XisTestkitError when a single file cannot be used
 */
export async function runCleanup(files: readonly string[], settings: CleanupSettings): Promise<void> {
  const shutdown = onInterrupt({
    first: () => warn('interrupted: cancels no more appointments; interrupt again to end at once'),
  });
  let worst: number = EXIT.ok;
  try {
    for (const file of files) {
      if (shutdown.signal.aborted) break;
      try {
        worst = Math.max(worst, await cleanUpFile(file, settings, shutdown.signal));
      } catch (error) {
        if (!(error instanceof XisTestkitError) || files.length === 1) throw error;
        stderr.write(`${escapeExceptLineBreaks(error.message)}\n`);
        worst = Math.max(worst, ERRORS[error.code].exitCode);
      }
    }
    process.exitCode = shutdown.exitCode ?? worst;
  } finally {
    shutdown.stop();
  }
}

/** Cancels the appointments of a run file, and returns the exit code. */
async function cleanUpFile(file: string, settings: CleanupSettings, signal: AbortSignal): Promise<number> {
  // A crash may have cut off its last line in the middle of a character.
  const text = await readTextFile(file, 'a run file', { replaceInvalidBytes: true });
  const recorded = readRunFile(text);
  // A run that sent no booking has written nothing.
  if (!recorded && text.trim() !== '') throw new UsageError(`${file}: expected the run file of a check`);
  const bookings = recorded && recorded.open.length > 0 ? await cancelOpen(file, text, recorded, settings, signal) : [];
  const remaining = bookings.filter((booking) => !booking.cancelled).length;
  const isRemoved = remaining === 0 && (await isDone(() => rm(file)));
  const lines = [...bookings.map(formatBooking), ...conclude(file, bookings.length, remaining, isRemoved)];
  stdout.write(`${lines.join('\n')}\n`);
  return remaining > 0 ? EXIT.failed : EXIT.ok;
}

/** Returns whether something could be done. */
function isDone(act: () => Promise<void>): Promise<boolean> {
  return act().then(
    () => true,
    () => false,
  );
}

/** Cancels the open bookings of a run file, and records it there. */
async function cancelOpen(
  file: string,
  text: string,
  { baseUrl, organization }: RecordedRun,
  settings: CleanupSettings,
  signal: AbortSignal,
): Promise<readonly ReportedBooking[]> {
  const { patientBsn: bsn, otherPatientBsn: otherBsn } = settings.values;
  if (typeof bsn !== 'string') {
    throw new UsageError(
      `--patient-bsn: expected the BSN of the test patient, here or in ${VARIABLES.patientBsn}; the run file does not have it`,
    );
  }
  return withConnection(settings, realSystem.now, async ({ network, explore, ...connection }) => {
    const { nameOption } = settings;
    await expectToken(connection.token, nameOption);
    const { otherToken = settings.library.otherToken } = await withTokenAdvice(
      () => explore(typeof otherBsn === 'string' ? otherBsn : undefined),
      nameOption,
    );
    const runFile = await continueRunFile(file);
    try {
      const { bookings } = await withUsageErrors(settings, () =>
        cleanUp(text, {
          ...connection,
          ...defined({ otherToken }),
          baseUrl,
          organization,
          patient: { reference: 'Patient/of-the-run', display: 'of the run', bsn },
          ...(typeof otherBsn === 'string' && {
            otherPatient: { display: 'other of the run', bsn: otherBsn },
          }),
          system: { ...realSystem, ...network },
          nameOption,
          signal,
          // The next clean-up finds out anew what is cancelled: no appointment stays for a record that cannot be written.
          runFile: { append: async (record) => void (await isDone(async () => runFile.append(record))) },
        }),
      );
      return bookings;
    } finally {
      await runFile.close();
    }
  });
}

function formatBooking({ appointment, slot, cancelled, why = '' }: ReportedBooking): string {
  const text = escapeControlCharacters(`${appointment || '(id not known)'}  ${slot}`);
  return cancelled
    ? `cancelled      ${text}`
    : `NOT CANCELLED  ${text}\n               ${escapeControlCharacters(why)}`;
}

function conclude(file: string, total: number, remaining: number, isRemoved: boolean): readonly string[] {
  const path = escapeControlCharacters(file);
  if (remaining > 0) {
    return [`${remaining} of ${total} may still be in the XIS: look them up there, or try again. ${path} was kept.`];
  }
  const result = total === 0 ? 'The run left no appointments' : 'Everything was cancelled';
  return [isRemoved ? `${result}: the run file was removed.` : `${result}. Remove the run file: ${path}`];
}
