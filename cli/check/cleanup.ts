import { rm } from 'node:fs/promises';
import { cleanUp, type RecordedRun, type ReportedBooking, readRunFile, realSystem } from '../../conformance/index.ts';
import { EXIT } from '../../errors/exit-codes.ts';
import { escapeControlCharacters } from '../../output/terminal-text.ts';
import { readTextFile } from '../../schema/text-file.ts';
import type { Settings } from '../command-options.ts';
import { withConnection } from '../connection.ts';
import { VARIABLES } from '../environment.ts';
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
  const bookings = recorded && recorded.open.length > 0 ? await cancelOpen(file, text, recorded, settings) : [];
  const remaining = bookings.filter((booking) => !booking.cancelled);
  const lines = [...bookings.map(formatBooking), conclusion(file, bookings.length, remaining.length)];
  process.stdout.write(`${lines.join('\n')}\n`);
  if (remaining.length > 0) process.exitCode = EXIT.failed;
  else await rm(file);
}

/** Cancels the open bookings of a run file, and records it there. */
async function cancelOpen(
  file: string,
  text: string,
  { baseUrl, organization }: RecordedRun,
  settings: CleanupSettings,
): Promise<readonly ReportedBooking[]> {
  const { patientBsn: bsn, otherPatientBsn: otherBsn } = settings.values;
  if (typeof bsn !== 'string') {
    throw new UsageError(
      `--patient-bsn: expected the BSN of the test patient, here or in ${VARIABLES.patientBsn}; the run file does not have it`,
    );
  }
  return withConnection(settings, realSystem.now, async ({ network, ...connection }) => {
    const runFile = await continueRunFile(file);
    try {
      const { bookings } = await withUsageErrors(settings, () =>
        cleanUp(text, {
          ...connection,
          baseUrl,
          organization,
          patient: { reference: 'Patient/of-the-run', display: 'of the run', bsn },
          ...(typeof otherBsn === 'string' && {
            otherPatient: { reference: 'Patient/other-of-the-run', display: 'other of the run', bsn: otherBsn },
          }),
          system: { ...realSystem, ...network },
          nameOption: settings.nameOption,
          runFile,
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

function conclusion(file: string, total: number, remaining: number): string {
  if (total === 0) return 'The run left no appointments: the run file was removed.';
  if (remaining === 0) return 'Everything was cancelled: the run file was removed.';
  return `${remaining} of ${total} may still be in the XIS: look them up there, or try again. ${file} was kept.`;
}
