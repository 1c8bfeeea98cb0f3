import { Command } from 'commander';
import type { NamedOption, PactSource, VerificationReport } from '../contracts/index.ts';
import { EngineOptionError, realSystem } from '../engine/index.ts';
import { escapeControlCharacters } from '../output/terminal-text.ts';
import { readTextFile } from '../schema/text-file.ts';
import { endingOf } from './ending.ts';
import { EXIT } from './exit-codes.ts';
import {
  accessOf,
  collectHeaders,
  headerOf,
  patientOf,
  type TargetOptions,
  withTargetOptions,
} from './target-options.ts';
import { TokenError } from './token-command.ts';
import { UsageError } from './usage-error.ts';
import { type BrokerOptions, brokerSourceOf, withBrokerOptions } from './verify/broker-options.ts';
import { expectWritable, writeReport } from './write-report.ts';

interface VerifyOptions extends TargetOptions, BrokerOptions {
  readonly approvalType?: string;
  readonly provider: string;
  readonly states?: string;
  readonly statesHeader: readonly string[];
  readonly pact: readonly string[];
  readonly json?: string;
  readonly junit?: string;
}

/** The flags of the library's options, for its texts. */
const FLAGS: Readonly<Record<NamedOption, string>> = {
  approvalType: '--approval-type',
  category: '--category',
  patient: '--patient-reference and --patient-bsn',
  states: '--states',
  timeoutMs: '--timeout',
  token: '--token or --token-command',
  type: '--type',
};

/** `xis-testkit verify`: verifies a XIS, or Spreekuur.nl's side, with pacts. */
export function verifyCommand(): Command {
  const command = new Command('verify')
    .description('Verify a XIS with the contracts of Spreekuur.nl, as Pact has them.')
    .argument('<url>', 'FHIR base of the XIS; of Spreekuur.nl, where it takes callbacks');
  withTargetOptions(command)
    .option('--approval-type <code>', 'appointment type that needs approval; without it one is looked for')
    .option(
      '--states <url>',
      'endpoint for provider states; without it what is needed is found and booked in the XIS itself',
    )
    .option('--states-header <line>', "a header for it, 'Name: value'; may be given several times", collectHeaders, [])
    .option('--provider <name>', "who is verified: 'spreekuur', or a XIS by its name at the broker", 'xis')
    .option('--pact <file>', "a pact, instead of the package's own; may be given several times", collect, []);
  return withBrokerOptions(command)
    .option('--json <file>', 'write the results as JSON')
    .option('--junit <file>', 'write the results as JUnit XML')
    .addHelpText(
      'after',
      '\nAppointments are made for the test patient that --patient-reference and --patient-bsn name, and cancelled again; without\nboth nothing is booked. Exit code: 0 all is verified; 1 something is not; 2 a wrong call, or the\nXIS cannot be reached; 3 nothing is wrong, but not everything could be done.',
    )
    .action(run);
}

async function run(baseUrl: string, options: VerifyOptions): Promise<void> {
  expectHttp('<url>', baseUrl);
  if (options.states !== undefined) expectHttp('--states', options.states);
  if (options.json !== undefined) await expectWritable('--json', options.json);
  if (options.junit !== undefined) await expectWritable('--junit', options.junit);
  const { Interrupted, formatJsonReport, formatJunitReport, formatTextReport } = await import('../contracts/index.ts');
  const ending = endingOf({
    first: () => void process.stderr.write('ends: cancels what was booked; once more ends at once\n'),
    second: () => void process.stderr.write('ended: what was booked may still be in the XIS\n'),
  });
  try {
    const report = await verified(baseUrl, options, ending.signal);
    process.stdout.write(formatTextReport(report));
    if (options.json !== undefined) await writeReport(options.json, formatJsonReport(report));
    if (options.junit !== undefined) await writeReport(options.junit, formatJunitReport(report));
    const { failed, notDone } = report.counts;
    const isLeft = report.notCancelled.length > 0;
    process.exitCode = failed > 0 || isLeft ? EXIT.failed : notDone > 0 ? EXIT.incomplete : EXIT.ok;
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    process.stderr.write('ended before everything was verified\n');
    process.exitCode = ending.exitCode ?? EXIT.interrupted;
  } finally {
    ending.stop();
  }
}

function expectHttp(what: string, url: string): void {
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return;
  throw new UsageError(`${what}: expected an http(s) url, found '${url}'`);
}

/** A line that tells how far it is, where somebody watches. */
function progressOn(stream: NodeJS.WriteStream): ((state: string) => void) | undefined {
  if (stream.isTTY !== true) return undefined;
  let count = 0;
  return (state) => void stream.write(`\r\u001b[K${++count}: ${escapeControlCharacters(state)} `);
}

async function verified(baseUrl: string, options: VerifyOptions, signal: AbortSignal): Promise<VerificationReport> {
  const { TargetError, VerifierError, verifySpreekuur, verifyXis } = await import('../contracts/index.ts');
  const { organization, provider, category, type, approvalType, timeZone } = options;
  const { fetch, headers, token, timeoutMs } = await accessOf(options, realSystem.now);
  const states = statesOf(options);
  const source = await sourceOf(options);
  const patient = patientOf(options);
  const onProgress = progressOn(process.stderr);
  const common = {
    baseUrl,
    organization,
    timeoutMs,
    system: { ...realSystem, fetch },
    signal,
    headers,
    onNotCancelled: (appointments: readonly string[]) =>
      void process.stderr.write(`NOT CANCELLED, please cancel by hand: ${appointments.join(', ')}\n`),
    nameOption: (option: NamedOption) => FLAGS[option],
    ...(onProgress ? { onProgress } : {}),
    ...(patient ? { patient } : {}),
    ...(token === undefined ? {} : { token }),
    ...(source === undefined ? {} : { source }),
  };
  try {
    // A command that gives no token is known before anything begins.
    if (typeof token === 'function') await token();
    if (provider === 'spreekuur') {
      if (!states)
        throw new UsageError('--provider spreekuur: needs --states, its API cannot make what is to be there');
      return await verifySpreekuur({ ...common, states });
    }
    return await verifyXis({
      ...common,
      provider,
      ...(states ? { states } : {}),
      ...(category === undefined ? {} : { category }),
      ...(type === undefined ? {} : { type }),
      ...(approvalType === undefined ? {} : { approvalType }),
      ...(timeZone === undefined ? {} : { timeZone }),
    });
  } catch (error) {
    const isTheirs = [EngineOptionError, TargetError, TokenError, VerifierError].some((kind) => error instanceof kind);
    throw isTheirs ? new UsageError((error as Error).message) : error;
  } finally {
    if (onProgress) process.stderr.write('\r\u001b[K');
  }
}

function statesOf({ states, statesHeader }: VerifyOptions) {
  if (states === undefined) return undefined;
  return { url: states, headers: Object.fromEntries(statesHeader.map(headerOf)) };
}

async function sourceOf(options: VerifyOptions): Promise<PactSource | undefined> {
  const broker = brokerSourceOf(options);
  if (broker && options.pact.length > 0) throw new UsageError('--pact and --broker: give one of them');
  if (broker) return broker;
  for (const file of options.pact) {
    await readTextFile(file, 'a pact');
  }
  return options.pact.length > 0 ? { kind: 'files', files: options.pact } : undefined;
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}
