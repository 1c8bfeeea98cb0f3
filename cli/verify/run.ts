import type { TestPatient } from '../../conformance/index.ts';
import {
  formatJsonReport,
  formatJunitReport,
  formatTextReport,
  type NamedOption,
  type PactSource,
  type VerificationReport,
  verifySpreekuur,
  verifyXis,
} from '../../contracts/index.ts';
import { realSystem } from '../../engine/index.ts';
import { EXIT } from '../../errors/exit-codes.ts';
import { XisTestkitError } from '../../errors/xis-testkit-error.ts';
import { escapeControlCharacters, shorten } from '../../output/terminal-text.ts';
import { defined } from '../../schema/defined.ts';
import { readTextFile } from '../../schema/text-file.ts';
import type { CommandTable } from '../command-options.ts';
import { type Connection, withConnection } from '../connection.ts';
import { parseHeaders } from '../library-options.ts';
import { reportUnwritten, stderr, stdout, warn } from '../output.ts';
import { onInterrupt } from '../shutdown.ts';
import { createTerminal, type Terminal } from '../terminal.ts';
import { expectToken } from '../token/expect-token.ts';
import { UsageError } from '../usage-error.ts';
import { expectWritable, writeReports } from '../write-report.ts';
import { toBrokerSource } from './broker-options.ts';
import { SPREEKUUR, VERIFY_OPTIONS, type VerifySettings } from './options.ts';

/** The maximum length of the name of a state in a line of the progress. */
const MAX_STATE_LENGTH = 200;

/** The options about requests to a XIS, which a verification of Spreekuur.nl does not send. */
const OF_XIS = [
  ...(['category', 'type', 'approvalType', 'timeZone', 'subjectToken', 'subjectTokenCommand'] as const),
  ...(['organizationHeader', 'organizationFormat', 'dateFormat', 'dateParameter'] as const),
  ...(['practitionerStatus', 'dialect', 'readBack'] as const),
];

/** @throws UsageError for an option without an effect */
function expectEffect({ values, nameOf }: VerifySettings): void {
  if (values.provider !== SPREEKUUR) return;
  const table: CommandTable = VERIFY_OPTIONS;
  const given = OF_XIS.find((key) => values[key] !== undefined && values[key] !== table[key]?.default);
  if (given === undefined) return;
  throw new UsageError(`${nameOf(given)}: has no effect with ${nameOf('provider')} ${SPREEKUUR}, which is no XIS`);
}

/** Verifies a XIS, or Spreekuur.nl's side, reports the results, and sets the exit code. */
export async function runVerification(settings: VerifySettings): Promise<void> {
  expectEffect(settings);
  const files = [
    { key: 'json', format: formatJsonReport },
    { key: 'junit', format: formatJunitReport },
  ] as const;
  const requested = files.flatMap(({ key, format }) => {
    const path = settings.values[key];
    return path === undefined ? [] : [{ option: settings.nameOf(key), path, format }];
  });
  await expectWritable(requested);
  const progress = createTerminal(stderr, false);
  const shutdown = onInterrupt({
    first: () => progress.print('interrupted: cancels what was booked; interrupt again to end at once'),
    second: () => progress.print('interrupted: appointments of this run may still be in the XIS'),
  });
  try {
    const report = await withConnection(
      settings,
      realSystem.now,
      (connection) => verify(settings, connection, shutdown.signal, progress),
      settings.values.provider === SPREEKUUR ? 'xis' : 'spreekuur',
    );
    stdout.write(formatTextReport(report));
    const reports = requested.map(({ option, path, format }) => ({ option, path, content: format(report) }));
    reportUnwritten((await writeReports(reports)).problems);
    const { failed, notDone } = report.counts;
    // What is not cancelled without a failure is due to what was not done.
    const incomplete = notDone > 0 ? EXIT.incomplete : report.notCancelled.length > 0 ? EXIT.failed : EXIT.ok;
    process.exitCode = shutdown.exitCode ?? (failed > 0 ? EXIT.failed : incomplete);
  } catch (error) {
    if (shutdown.exitCode === undefined || !(error instanceof XisTestkitError)) throw error;
    warn('interrupted before everything was verified');
    process.exitCode = shutdown.exitCode;
  } finally {
    shutdown.stop();
  }
}

async function verify(
  settings: VerifySettings,
  { network, token, headers, timeoutMs }: Connection,
  signal: AbortSignal,
  progress: Terminal,
): Promise<VerificationReport> {
  const { baseUrl = '', organization = '', patient, ...ofXis } = settings.library;
  const { provider = 'xis' } = settings.values;
  const states = toStatesEndpoint(settings);
  const source = await toPactSource(settings);
  const options = {
    headers,
    timeoutMs,
    baseUrl,
    organization,
    system: { ...realSystem, ...network },
    signal,
    nameOption: (name: NamedOption) => (name === 'states' ? '--states' : settings.nameOption(name)),
    onNotCancelled: (appointments: readonly string[]) =>
      warn(`NOT CANCELLED, please cancel by hand: ${appointments.join(', ')}`),
    onProgress: reportState(progress),
    ...defined({ patient: toBookingPatient(patient), token, source }),
  };
  try {
    // A failed token request is reported before anything begins.
    await expectToken(token, settings.nameOption);
    if (provider !== SPREEKUUR) {
      return await verifyXis({ ...defined({ ...ofXis, states }), ...options, provider });
    }
    if (!states) throw new UsageError('--provider spreekuur: requires --states, because its API cannot set up states');
    return await verifySpreekuur({ ...options, states });
  } finally {
    progress.clear();
  }
}

/** Returns a function that reports each state before it is set up: in one line that changes, or in a line for each. */
function reportState(progress: Terminal): (state: string) => void {
  let count = 0;
  return (state) => {
    const line = `verifies ${++count}: ${shorten(escapeControlCharacters(state), MAX_STATE_LENGTH)}`;
    if (progress.isInteractive) progress.show(line);
    else progress.print(line);
  };
}

function toStatesEndpoint({ values: { states, statesHeader = [] } }: VerifySettings) {
  return states === undefined ? undefined : { url: states, headers: parseHeaders(statesHeader) };
}

async function toPactSource({ values }: VerifySettings): Promise<PactSource | undefined> {
  const { pact: files = [] } = values;
  for (const file of files) {
    await readTextFile(file, 'a pact');
  }
  return files.length > 0 ? { kind: 'files', files } : toBrokerSource(values);
}

/** Returns the patient for whom appointments are made; without a reference nothing is booked. */
function toBookingPatient(patient: TestPatient | undefined) {
  return patient?.reference === undefined ? undefined : { ...patient, reference: patient.reference };
}
