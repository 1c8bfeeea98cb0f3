import { rm } from 'node:fs/promises';
import type { Command } from 'commander';
import { cleanUp, type RecordedRun, type ReportedBooking, readRunFile, realSystem } from '../../conformance/index.ts';
import { escapeControlCharacters } from '../../output/terminal-text.ts';
import { readTextFile } from '../../schema/text-file.ts';
import { VARIABLES } from '../environment.ts';
import { EXIT } from '../exit-codes.ts';
import { accessOf } from '../target-options.ts';
import { UsageError } from '../usage-error.ts';
import { continueRunFile } from './run-file.ts';
import { readSettings, type Settings } from './settings.ts';
import { targetOf } from './target.ts';
import { told } from './told.ts';

/** Cancels what a run has left in the XIS; exit code 1 when something is still there. */
export async function runCleanup(file: string, command: Command): Promise<void> {
  // A crash may have cut off its last line in the middle of a character.
  const text = await readTextFile(file, 'a run file', { replaceInvalidBytes: true });
  const recorded = readRunFile(text);
  // A run that has asked nothing of the XIS has written nothing.
  if (!recorded && text.trim() !== '') throw new UsageError(`${file}: expected a file that a check has written`);
  const bookings = recorded && recorded.open.length > 0 ? await cancelled(file, text, recorded, command) : [];
  const left = bookings.filter((booking) => !booking.cancelled);
  process.stdout.write(`${[...bookings.map(lineOf), conclusion(file, bookings.length, left.length)].join('\n')}\n`);
  if (left.length > 0) process.exitCode = EXIT.failed;
  else await rm(file);
}

/** Cancels what the file says is open, and writes down what was cancelled. */
async function cancelled(
  file: string,
  text: string,
  recorded: RecordedRun,
  command: Command,
): Promise<readonly ReportedBooking[]> {
  const settings = await readSettings(recorded.baseUrl, command);
  const { options } = settings;
  const { fetch, ...how } = await accessOf(options, realSystem.now);
  const runFile = await continueRunFile(file);
  try {
    const target = { ...targetOf(ofRun(settings, recorded)), ...how, system: { ...realSystem, fetch }, runFile };
    return (await told(settings, () => cleanUp(text, target))).bookings;
  } finally {
    await runFile.close();
  }
}

/** The run knows what the user need not say again: all but the BSN, which no run file holds. */
function ofRun(settings: Settings, { organization }: RecordedRun): Settings {
  const { options } = settings;
  if (options.patientBsn === undefined) {
    throw new UsageError(`--patient-bsn: expected the BSN of the test patient, here or as ${VARIABLES.patientBsn}`);
  }
  return {
    ...settings,
    options: { ...options, organization, patientReference: 'Patient/of-the-run', patientName: 'of the run' },
  };
}

function lineOf({ appointment, slot, cancelled, why = '' }: ReportedBooking): string {
  const what = escapeControlCharacters(`${appointment || '(id not known)'}  ${slot}`);
  return cancelled
    ? `cancelled      ${what}`
    : `NOT CANCELLED  ${what}\n               ${escapeControlCharacters(why)}`;
}

function conclusion(file: string, all: number, left: number): string {
  if (all === 0) return 'Nothing is left of that run: the run file was removed.';
  if (left === 0) return 'Everything was cancelled: the run file was removed.';
  return `${left} of ${all} may still be in the XIS: look at them there, or try again. ${file} was kept.`;
}
