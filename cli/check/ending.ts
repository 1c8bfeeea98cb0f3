import { constants } from 'node:os';
import type { OwnRunFile } from './run-file.ts';
import type { Screen } from './screen.ts';

/** How a run is ended by the user. */
export interface Ending {
  readonly signal: AbortSignal;
  /** Undefined when nobody has ended it: else 128 and the number of the signal, as shells have it. */
  readonly exitCode: number | undefined;
  /** No longer listens to signals. */
  stop(): void;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The first signal ends the run in order: what was booked is cancelled, and there is a report. The second ends at once. */
export function endingOf(screen: Screen, runFile: OwnRunFile | undefined): Ending {
  const ending = new AbortController();
  let exitCode: number | undefined;
  const interrupted = (name: NodeJS.Signals): void => {
    if (exitCode !== undefined) {
      process.stderr.write(atOnce(runFile));
      process.exit(exitCode);
    }
    exitCode = 128 + constants.signals[name];
    screen.print(
      runFile
        ? 'Ends: cancels what was booked, and reports. Once more ends at once and leaves it in the XIS.'
        : 'Ends, and reports what was seen.',
    );
    ending.abort();
  };
  for (const name of SIGNALS) process.on(name, interrupted);
  return {
    signal: ending.signal,
    get exitCode() {
      return exitCode;
    },
    stop() {
      for (const name of SIGNALS) process.off(name, interrupted);
    },
  };
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
