import { Command } from 'commander';
import type { DetectedForms } from '../conformance/index.ts';
import { type BookingEngine, createBookingEngine, type Listener, realSystem } from '../engine/index.ts';
import { EXIT } from '../errors/exit-codes.ts';
import { defined } from '../schema/defined.ts';
import { boolean, integer, oneOf, string } from '../schema/schema.ts';
import { askingChooser, plain } from './book/ask.ts';
import { scriptedChooser } from './book/choose.ts';
import { identifyPatient } from './book/patient.ts';
import { type BookOutcome, type BookReport, runBooking } from './book/run.ts';
import { addOptions, type CommandTable, type Settings, TEXT, toSettings } from './command-options.ts';
import { type Connection, withConnection, XIS_OPTIONS } from './connection.ts';
import { findForms } from './forms.ts';
import { libraryOption } from './library-options.ts';
import { UsageError } from './usage-error.ts';

const BOOK_OPTIONS = {
  xis: libraryOption('baseUrl', { isArgument: false, placeholder: 'url' }),
  ...XIS_OPTIONS,
  type: libraryOption('type'),
  approvalType: libraryOption('approvalType', {
    description: "Appointment type that needs approval, a code or 'system|code', as configured in Spreekuur.nl.",
  }),
  patientReference: libraryOption('patient.reference', {
    description:
      'Patient/… of the patient (default: with a token or a BSN the patient that the XIS returns, otherwise Patient/1)',
  }),
  patientName: libraryOption('patient.display', {
    description: 'Name of the patient (default: that of the patient that the XIS returns, otherwise Test Patient)',
    default: undefined,
  }),
  patientBsn: libraryOption('patient.bsn', {
    description: 'BSN of the patient: to find the patient in the XIS, and to cancel the appointment.',
  }),
  agenda: {
    ...TEXT,
    description:
      "Name of the practitioner, its number in the list, or 'any' for the first slot of all (default: the first)",
    placeholder: 'name',
  },
  week: {
    description: 'Week, 1 to 4 (default: the first with a free slot)',
    schema: integer({ minimum: 1, maximum: 4 }),
  },
  slot: {
    description: 'Number of the slot in the week (default: the first)',
    schema: integer({ minimum: 1, maximum: 10_000 }),
  },
  reason: { description: "The patient's reason.", schema: string(), placeholder: 'text' },
  language: {
    description: 'Language of the texts for the patient.',
    schema: oneOf(['en', 'nl']),
    placeholder: 'name',
  },
  yes: { description: 'Ask no questions.', schema: boolean() },
  json: { description: 'Print exactly one JSON object, and ask no questions.', schema: boolean() },
  listen: {
    description: "Port for the practitioner's response, 0 for any.",
    schema: integer({ minimum: 0, maximum: 65_535 }),
    placeholder: 'port',
  },
  listenHost: {
    ...TEXT,
    description: 'Address to listen on; 0.0.0.0 for a XIS on another machine.',
    placeholder: 'address',
    default: '127.0.0.1',
  },
  wait: {
    description: 'Time-out of the wait for that response, in seconds.',
    schema: integer({ minimum: 0, maximum: 86_400 }),
    placeholder: 'seconds',
    default: 60,
  },
} satisfies CommandTable;

type BookSettings = Settings<typeof BOOK_OPTIONS>;

/** The exit codes of `book`: a script can distinguish 5 and 6 from failures. */
const EXIT_OF: Readonly<Record<BookOutcome, number>> = {
  approved: EXIT.ok,
  pending: EXIT.ok,
  // Declined by the practitioner: the flow worked.
  rejected: EXIT.ok,
  conflict: 6,
  empty: 5,
  'unknown-patient': 5,
  invalid: EXIT.failed,
  failed: EXIT.failed,
  unknown: EXIT.failed,
  left: EXIT.interrupted,
};

/** Creates `xis-testkit book`, which books in a XIS as a patient of Spreekuur.nl does. */
export function bookCommand(): Command {
  const command = new Command('book').description('Book an appointment in a XIS as a patient of Spreekuur.nl does.');
  return addOptions(command, BOOK_OPTIONS)
    .addHelpText(
      'after',
      '\nExit code: 0 approved, pending, or declined by the practitioner; 5 no free slot, or the XIS does not\nknow the patient; 6 the slot was taken meanwhile; 1 any other failure; 2 the command line cannot be used. The simulator sends its callbacks to the URL of `simulate --callback-url`, for\ninstance http://localhost:9090 for --listen 9090.',
    )
    .action((options: Readonly<Record<string, unknown>>) => {
      const settings = toSettings(BOOK_OPTIONS, options);
      return withConnection(settings, realSystem.now, (connection) => book(settings, connection));
    });
}

async function book(settings: BookSettings, connection: Connection): Promise<void> {
  const { yes, json = false, listen, listenHost = '127.0.0.1', wait = 60, ...choices } = settings.values;
  const forms = await findForms(settings.library, connection);
  const engine = createEngine(settings, connection, forms);
  const isTerminal = process.stdout.isTTY === true;
  const isInteractive = !yes && !json && process.stdin.isTTY === true && isTerminal;
  const scripted = scriptedChooser(choices);
  const chooser = isInteractive ? await askingChooser(choices, scripted) : scripted;
  const say = (line: string): void => {
    if (!json) process.stdout.write(`${plain(line)}\n`);
  };
  const notes = forms.notes.map(({ seen, advice }) => `${seen}. ${advice}`);
  for (const note of notes) say(`note    ${note}`);
  const listener = listen === undefined ? undefined : await listenOn(engine, listen, listenHost);
  if (listener) say(`waits for callbacks at ${listener.url}`);
  try {
    const { patientReference: reference, patientName: name, patientBsn: bsn } = choices;
    const hasToken = connection.token !== undefined;
    const identify = () => identifyPatient(engine, { ...defined({ reference, name, bsn }), hasToken });
    const waitForResponse = async (id: string): Promise<void> => {
      if (listener) await waitFor(engine, id, wait, say, !json && isTerminal);
    };
    const chosen = (kind: string, name: string): void => {
      if (!isInteractive) say(`${kind.padEnd(7)} ${name}`);
    };
    const report = await runBooking(engine, chooser, identify, { say, chosen, waitForResponse });
    print({ ...report, notes }, json, say);
    process.exitCode = EXIT_OF[report.outcome];
  } finally {
    await listener?.close();
  }
}

function createEngine(
  { values, library }: BookSettings,
  { network, ...connection }: Connection,
  forms: DetectedForms,
): BookingEngine {
  const { baseUrl: xis = '', organization = '', category: serviceCategory, timeZone, approvalType } = library;
  const { organizationHeader, organizationFormat, dateFormat, dateParameter } = forms;
  const { practitionerStatus, dialect, readBack } = library;
  const approvalTypes = approvalType === undefined ? undefined : [approvalType];
  return createBookingEngine({
    xis,
    organization,
    ...connection,
    system: { ...realSystem, ...network },
    organizationHeader,
    organizationFormat,
    dateFormat,
    dateParameter,
    ...defined({ practitionerStatus, approvalTypes, dialect, readBack }),
    ...defined({ serviceCategory, timeZone, language: values.language }),
  });
}

async function listenOn(engine: BookingEngine, port: number, host: string): Promise<Listener> {
  try {
    return await engine.listen({ port, host });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new UsageError(`--listen: port ${port} is in use`, { cause: error });
  }
}

/** Waits for the practitioner's response, with a countdown on a terminal. Ctrl-C ends the wait. */
function waitFor(
  engine: BookingEngine,
  id: string,
  seconds: number,
  say: (line: string) => void,
  isTerminal: boolean,
): Promise<void> {
  return new Promise((resolve) => {
    let remaining = seconds;
    const show = (): void => {
      if (isTerminal) process.stdout.write(`\rwaits for the practitioner's response: ${remaining} s `);
    };
    const end = (line?: string): void => {
      clearInterval(timer);
      stopListening();
      process.off('SIGINT', onInterrupt);
      if (isTerminal) process.stdout.write('\n');
      if (line !== undefined) say(line);
      resolve();
    };
    const onInterrupt = (): void => end('stopped waiting');
    const stopListening = engine.onNotification((notification) => {
      if (notification.appointmentId === id) end(`notice  ${notification.text}`);
    });
    const timer = setInterval(() => {
      remaining--;
      if (remaining <= 0) return end(`no response within ${seconds} s`);
      show();
    }, 1000);
    process.once('SIGINT', onInterrupt);
    show();
    if (engine.notifications.some((notification) => notification.appointmentId === id) || seconds === 0) end();
  });
}

function print(
  report: BookReport & { readonly notes: readonly string[] },
  isJson: boolean,
  say: (line: string) => void,
): void {
  if (isJson) return void process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
  for (const { effect, clause, path, message } of report.observations)
    say(`${effect.padEnd(8)} ${clause} ${path}: ${message}`);
  say(`${report.outcome}: ${report.text}`);
}
