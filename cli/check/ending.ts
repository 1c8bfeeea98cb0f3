import { type Ending, endingOf } from '../ending.ts';
import type { OwnRunFile } from './run-file.ts';
import type { Screen } from './screen.ts';

/** The first signal cancels what was booked, and there is a report; the second says what may have been left. */
export function endingOfCheck(screen: Screen, runFile: OwnRunFile | undefined): Ending {
  return endingOf({
    first: () =>
      screen.print(
        runFile
          ? 'Ends: cancels what was booked, and reports. Once more ends at once and leaves it in the XIS.'
          : 'Ends, and reports what was seen.',
      ),
    second: () => void process.stderr.write(atOnce(runFile)),
  });
}

function atOnce(runFile: OwnRunFile | undefined): string {
  if (!runFile) return '';
  if (!runFile.isEmpty) return `\n${leftText(runFile.path)}`;
  runFile.remove();
  return '';
}

/** What to do about what was left. */
export function leftText(path: string): string {
  return `What was booked may still be in the XIS. Cancel it with:\n  xis-testkit check cleanup ${path}\n`;
}
