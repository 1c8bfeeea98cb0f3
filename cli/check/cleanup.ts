import { rm } from 'node:fs/promises';
import { cleanUp, type RecordedRun, type ReportedBooking, readRunFile, realSystem } from '../../conformance/index.ts';
import { EXIT } from '../../errors/exit-codes.ts';
import { escapeControlCharacters } from '../../output/terminal-text.ts';
import { defined } from '../../schema/defined.ts';
import { readTextFile } from '../../schema/text-file.ts';
import { withConnection } from '../connection.ts';
import { VARIABLES } from '../environment.ts';
import { stdout, warn } from '../output.ts';
import type { Settings } from '../settings.ts';
import { onInterrupt } from '../shutdown.ts';
import { expectToken, withTokenAdvice } from '../token/expect-token.ts';
import { UsageError } from '../usage-error.ts';
import type { CLEANUP_TABLE } from './options.ts';
import { continueRunFile } from './run-file.ts';
import { withUsageErrors } from './settings.ts';

type CleanupSettings = Settings<typeof CLEANUP_TABLE>;

/** Cancels the appointments that a run has left in the XIS, with exit code 1 when some remain. */
export async function runCleanup(file: string, settings: CleanupSettings): Promise<void> {
  // A crash may have cut off its last line in the middle of a character.
  const text = await readTextFile(file, 'a run file', { replaceInvalidBytes: true });
  const recorded = readRunFile(text);
  // A run that sent no booking has written nothing.
  if (!recorded && text.trim() !== '') throw new UsageError(`${file}: expected the run file of a check`);
  const shutdown = onInterrupt({
    first: () => warn('interrupted: cancels no more appointments; interrupt again to end at once'),
  });
  try {
    const { signal } = shutdown;
    const bookings =
      recorded && recorded.open.length > 0 ? await cancelOpen(file, text, recorded, settings, signal) : [];
    const remaining = bookings.filter((booking) => !booking.cancelled).length;
    const isRemoved = remaining === 0 && (await isDone(() => rm(file)));
    const lines = [...bookings.map(formatBooking), ...conclude(file, bookings.length, remaining, isRemoved)];
    stdout.write(`${lines.join('\n')}\n`);
    process.exitCode = shutdown.exitCode ?? (remaining > 0 ? EXIT.failed : EXIT.ok);
  } finally {
    shutdown.stop();
  }
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
