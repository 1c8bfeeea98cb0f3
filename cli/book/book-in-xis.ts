import { type BookingEngine, type Listener, realSystem } from '../../engine/index.ts';
import { EXIT } from '../../errors/exit-codes.ts';
import { escapeControlCharacters, formatJson, shorten } from '../../output/terminal-text.ts';
import { defined } from '../../schema/defined.ts';
import { type Connection, withConnection } from '../connection.ts';
import { findForms } from '../forms.ts';
import { formatMoment, formatPeriod } from '../moment.ts';
import { stdout, warn } from '../output.ts';
import { onInterrupt, unlessInterrupted } from '../shutdown.ts';
import { createTerminal, type Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import { askingChooser } from './ask.ts';
import { describeRejections } from './callback-tokens.ts';
import { scriptedChooser } from './choose.ts';
import { createEngine, findAuthentication } from './create-engine.ts';
import type { BookSettings } from './options.ts';
import { expectLogin, identifyPatient } from './patient.ts';
import { describeUnknownPractice, findPractice } from './practice.ts';
import {
  type BookingRun,
  type BookingUser,
  type BookOutcome,
  type BookReport,
  createBookingRun,
  NOT_BEGUN,
} from './run.ts';
import { waitForResponse } from './wait-for-response.ts';

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
  interrupted: EXIT.interrupted,
};

/** The default of the engine. */
const DEFAULT_TIME_ZONE = 'Europe/Amsterdam';

/** The maximum length of a line, which may have texts of the XIS. */
const MAX_LINE_LENGTH = 2000;

/** Books an appointment at the terminal or for a script, reports the outcome, and sets the exit code. */
export async function bookInXis(settings: BookSettings): Promise<void> {
  expectLogin(settings);
  const { json = false } = settings.values;
  const terminal = createTerminal(stdout, false);
  const say = (line: string): void => {
    if (!json) terminal.print(shorten(escapeControlCharacters(line), MAX_LINE_LENGTH));
  };
  let run: BookingRun | undefined;
  let notes: readonly string[] = [];
  const printInterruption = (): void => print({ ...(run?.interrupt() ?? NOT_BEGUN), notes }, json, say);
  const shutdown = onInterrupt({
    first: () => {
      if (run?.isSending) warn('interrupted: waits for the response of the XIS; interrupt again to end at once');
    },
    second: printInterruption,
  });
  const { signal } = shutdown;
  let listener: Listener | undefined;
  try {
    const report = await withConnection(settings, realSystem.now, async (connection) => {
      const forms = await unlessInterrupted(() => findForms(settings.library, connection), signal);
      notes = forms.notes.map(({ seen, advice }) => `${seen}. ${advice}`);
      for (const note of notes) say(`note    ${note}`);
      const listens = settings.values.listen !== undefined;
      const authentication = listens ? await findAuthentication(settings, connection) : undefined;
      const engine = createEngine(settings, { connection, forms, signal, authentication });
      listener = await listenOn(engine, settings.values);
      if (listener) say(`waits for callbacks at ${listener.url}`);
      run = createBookingRun(
        engine,
        await createUser(engine, settings, { terminal, say, signal, listener, connection }),
      );
      const completed = await run.complete();
      const rejections = describeRejections(engine.received);
      for (const rejection of rejections) say(`note    ${rejection}`);
      notes = [...notes, ...rejections];
      return completed;
    });
    print({ ...report, notes }, json, say);
    process.exitCode = shutdown.exitCode ?? EXIT_OF[report.outcome];
  } catch (error) {
    if (shutdown.exitCode === undefined) throw error;
    printInterruption();
    process.exitCode = shutdown.exitCode;
  } finally {
    shutdown.stop();
    await listener?.close();
  }
}

interface UserContext {
  readonly terminal: Terminal;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
  readonly listener: Listener | undefined;
  readonly connection: Connection;
}

/** Creates the user of a booking: at the terminal, or on the command line alone. */
async function createUser(
  engine: BookingEngine,
  { values, library }: BookSettings,
  { terminal, say, signal, listener, connection: { network, token } }: UserContext,
): Promise<BookingUser> {
  const { yes, json = false, wait = 60, ...choices } = values;
  const { patientReference: reference, patientName: name, patientBsn: bsn } = choices;
  const isInteractive = !yes && !json && process.stdin.isTTY === true && terminal.isInteractive;
  const scripted = scriptedChooser(choices);
  const { organization = '', baseUrl = '', timeZone = DEFAULT_TIME_ZONE } = library;
  const style = { timeZone, language: values.language };
  let practice = describeUnknownPractice(organization);
  // After the booking where there are no questions before it.
  const learnPractice = async (): Promise<void> => {
    practice = await findPractice(baseUrl, organization, network);
  };
  if (isInteractive) await learnPractice();
  return {
    chooser: isInteractive
      ? await askingChooser(choices, scripted, { practice: practice.name, style, signal })
      : scripted,
    identify: () => identifyPatient(engine, { ...defined({ reference, name, bsn }), hasToken: token !== undefined }),
    progress: {
      say,
      chosen: (kind, choice) => {
        if (!isInteractive) say(`${kind.padEnd(7)} ${choice}`);
      },
      chosenSlot({ start }) {
        if (!isInteractive) say(`slot    ${formatMoment(start, style)}`);
      },
      async booked({ id, slot, agenda, isPending }) {
        say(`${(isPending ? 'asked' : 'made').padEnd(7)} appointment ${id}`);
        if (!isInteractive && !json) await learnPractice();
        // The report of the interruption is the last line.
        if (signal.aborted) return;
        say(`when    ${formatPeriod(slot.start, slot.end, style)}`);
        say(`with    ${agenda}`);
        say(`at      ${practice.name}`);
        if (isPending) for (const line of practice.explainApproval(id)) say(`next    ${line}`);
      },
      async waitForResponse(id) {
        if (!listener) return;
        const show = (line: string): void => (json ? undefined : terminal.show(line));
        const end = await waitForResponse(engine, id, { seconds: wait, show, signal });
        if (end !== undefined) say(end);
      },
    },
    signal,
  };
}

/** Listens for callbacks on the port of --listen, if there is one. */
async function listenOn(
  engine: BookingEngine,
  { listen: port, listenHost: host = '127.0.0.1' }: BookSettings['values'],
): Promise<Listener | undefined> {
  if (port === undefined) return undefined;
  try {
    return await engine.listen({ port, host });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new UsageError(`--listen: port ${port} is in use`, { cause: error });
  }
}

function print(
  report: BookReport & { readonly notes: readonly string[] },
  isJson: boolean,
  say: (line: string) => void,
): void {
  if (isJson) return stdout.write(`${formatJson(report, 2)}\n`);
  for (const { effect, clause, path, message } of report.observations)
    say(`${effect.padEnd(8)} ${clause} ${path}: ${message}`);
  say(`${report.outcome}: ${report.text}`);
}
