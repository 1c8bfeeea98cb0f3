import { Command, Option } from 'commander';
import {
  type BookingEngine,
  type BookingPatient,
  createBookingEngine,
  EngineOptionError,
  type Listener,
  realSystem,
} from '../engine/index.ts';
import { askingChooser, plain } from './book/ask.ts';
import { type Choices, scriptedChooser } from './book/choose.ts';
import { type BookOutcome, type BookReport, runBooking } from './book/run.ts';
import { EXIT } from './exit-codes.ts';
import {
  accessOf,
  numberFrom,
  patientOf,
  type TargetAccess,
  type TargetOptions,
  withTargetOptions,
} from './target-options.ts';
import { UsageError } from './usage-error.ts';

interface BookOptions extends Choices, TargetOptions {
  readonly xis: string;
  readonly type?: string;
  readonly dialect?: 'published' | 'r4';
  readonly language?: 'en' | 'nl';
  readonly yes?: true;
  readonly json?: true;
  readonly listen?: number;
  readonly listenHost: string;
  readonly wait: number;
}

/** What the exit code says: 5 and 6 are answers that a script may want to tell from failures. */
const EXIT_OF: Readonly<Record<BookOutcome, number>> = {
  approved: 0,
  pending: 0,
  // The practitioner said no: the flow worked.
  rejected: 0,
  conflict: 6,
  empty: 5,
  invalid: 1,
  failed: 1,
  unknown: 1,
  left: EXIT.interrupted,
};

/** `xis-testkit book`: books in a XIS as a patient of Spreekuur.nl does. */
export function bookCommand(): Command {
  const command = new Command('book')
    .description('Book an appointment in a XIS as a patient of Spreekuur.nl does.')
    .requiredOption('--xis <url>', 'FHIR base of the XIS');
  return withTargetOptions(command, { assumesPatient: true })
    .option('--agenda <name>', 'name of the practitioner, or the number in the list; without it the first')
    .addOption(
      new Option('--week <number>', 'week, 1 to 4; without it the first with a free slot').argParser(numberFrom(1, 4)),
    )
    .addOption(
      new Option('--slot <number>', 'number of the slot in the week; without it the first').argParser(
        numberFrom(1, 10_000),
      ),
    )
    .option('--reason <text>', "the patient's reason")
    .addOption(new Option('--dialect <name>', 'shapes to send').choices(['published', 'r4']))
    .addOption(new Option('--language <name>', 'of the texts for the patient').choices(['en', 'nl']))
    .option('--yes', 'ask nothing')
    .option('--json', 'print exactly one JSON object, and ask nothing')
    .addOption(
      new Option('--listen <port>', "port for the practitioner's answer, 0 for any").argParser(numberFrom(0, 65_535)),
    )
    .option('--listen-host <address>', 'address to listen on, for a XIS on another machine 0.0.0.0', '127.0.0.1')
    .addOption(new Option('--wait <seconds>', 'how long to wait for it').default(60).argParser(numberFrom(0, 86_400)))
    .addHelpText(
      'after',
      '\nExit code: 0 approved, pending, or declined by the practitioner; 5 nothing to book; 6 the slot has gone; 1 anything else;\n2 a wrong call. The simulator sends its answers to where `simulate --callback-url` says, for instance http://localhost:9090\nfor --listen 9090.',
    )
    .action(book);
}

async function book(options: BookOptions): Promise<void> {
  const engine = engineOf(options, await accessOf(options, realSystem.now));
  const isAsked = !options.yes && !options.json && process.stdin.isTTY === true && process.stdout.isTTY === true;
  const scripted = scriptedChooser(options);
  const chooser = isAsked ? await askingChooser(options, scripted) : scripted;
  const say = (line: string): void => {
    if (!options.json) process.stdout.write(`${plain(line)}\n`);
  };
  const listener =
    options.listen === undefined ? undefined : await listenOn(engine, options.listen, options.listenHost);
  if (listener) say(`waits for answers at ${listener.url}`);
  try {
    const patient = patientOf(options) as BookingPatient;
    const waitForAnswer = async (id: string): Promise<void> => {
      if (listener) await waitFor(engine, id, options.wait, say, !options.json && process.stdout.isTTY === true);
    };
    const chosen = (what: string, name: string): void => {
      if (!isAsked) say(`${what.padEnd(7)} ${name}`);
    };
    const report = await runBooking(engine, chooser, patient, { say, chosen, waitForAnswer });
    print(report, options.json === true, say);
    process.exitCode = EXIT_OF[report.outcome];
  } finally {
    await listener?.close();
  }
}

function engineOf(options: BookOptions, { fetch, ...access }: TargetAccess): BookingEngine {
  const { xis, organization, category, dialect, language, timeZone } = options;
  try {
    return createBookingEngine({
      xis,
      organization,
      ...access,
      system: { ...realSystem, fetch },
      ...(category === undefined ? {} : { serviceCategory: category }),
      ...(dialect === undefined ? {} : { dialect }),
      ...(language === undefined ? {} : { language }),
      ...(timeZone === undefined ? {} : { timeZone }),
    });
  } catch (error) {
    if (error instanceof EngineOptionError) throw new UsageError(error.message);
    throw error;
  }
}

async function listenOn(engine: BookingEngine, port: number, host: string): Promise<Listener> {
  try {
    return await engine.listen({ port, host });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE')
      throw new UsageError(`--listen: port ${port} is in use`);
    throw error;
  }
}

/** Waits for the practitioner's answer, with a line that counts down where somebody watches. Ctrl-C ends the wait. */
function waitFor(
  engine: BookingEngine,
  id: string,
  seconds: number,
  say: (line: string) => void,
  isWatched: boolean,
): Promise<void> {
  return new Promise((resolve) => {
    let left = seconds;
    const show = (): void => {
      if (isWatched) process.stdout.write(`\rwaits for the practitioner's answer: ${left} s `);
    };
    const end = (line?: string): void => {
      clearInterval(timer);
      stopListening();
      process.off('SIGINT', interrupted);
      if (isWatched) process.stdout.write('\n');
      if (line !== undefined) say(line);
      resolve();
    };
    const interrupted = (): void => end('no longer waits');
    const stopListening = engine.onNotification((notification) => {
      if (notification.appointmentId === id) end(`told    ${notification.text}`);
    });
    const timer = setInterval(() => {
      left--;
      if (left <= 0) return end(`no answer within ${seconds} s`);
      show();
    }, 1000);
    process.once('SIGINT', interrupted);
    show();
    if (engine.notifications.some((notification) => notification.appointmentId === id) || seconds === 0) end();
  });
}

function print(report: BookReport, isJson: boolean, say: (line: string) => void): void {
  if (isJson) return void process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
  for (const { effect, clause, path, message } of report.observations)
    say(`${effect.padEnd(8)} ${clause} ${path}: ${message}`);
  say(`${report.outcome}: ${report.text}`);
}
