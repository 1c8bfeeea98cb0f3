import { access } from 'node:fs/promises';
import { Command } from 'commander';
import type { PactSource, VerificationReport } from '../contracts/index.ts';
import { EngineOptionError, realSystem } from '../engine/index.ts';
import { EXIT } from './exit-codes.ts';
import {
  accessOf,
  collectHeaders,
  headerOf,
  patientOf,
  type TargetOptions,
  withTargetOptions,
} from './target-options.ts';
import { UsageError } from './usage-error.ts';
import { type BrokerOptions, brokerSourceOf, withBrokerOptions } from './verify/broker-options.ts';
import { writeReport } from './write-report.ts';

interface VerifyOptions extends TargetOptions, BrokerOptions {
  readonly approvalType?: string;
  readonly provider: string;
  readonly states?: string;
  readonly statesHeader: readonly string[];
  readonly pact: readonly string[];
  readonly json?: string;
  readonly junit?: string;
}

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
      '\nWithout --states, appointments are made for the test patient and cancelled again; give --patient-bsn and\n--patient-reference of one that exists for tests. Exit code: 0 all is verified; 1 something is not; 2 a wrong call, or the\nXIS cannot be reached; 3 nothing is wrong, but not everything could be done.',
    )
    .action(run);
}

async function run(baseUrl: string, options: VerifyOptions): Promise<void> {
  if (!URL.canParse(baseUrl) || !/^https?:$/.test(new URL(baseUrl).protocol)) {
    throw new UsageError(`<url>: expected an http(s) url, found '${baseUrl}'`);
  }
  const { jsonReport, junitReport, textReport } = await import('../contracts/index.ts');
  const ending = new AbortController();
  const interrupted = (): void => ending.abort();
  process.once('SIGINT', interrupted);
  try {
    const report = await verified(baseUrl, options, ending.signal);
    process.stdout.write(textReport(report));
    if (options.json !== undefined) await writeReport(options.json, jsonReport(report));
    if (options.junit !== undefined) await writeReport(options.junit, junitReport(report));
    const { failed, notDone } = report.counts;
    const isLeft = report.left.length > 0;
    process.exitCode = failed > 0 || isLeft ? EXIT.failed : notDone > 0 ? EXIT.incomplete : EXIT.ok;
  } catch (error) {
    if (!ending.signal.aborted) throw error;
    // What was booked until then has been cancelled.
    process.stderr.write('ended before everything was verified\n');
    process.exitCode = EXIT.interrupted;
  } finally {
    process.off('SIGINT', interrupted);
  }
}

async function verified(baseUrl: string, options: VerifyOptions, signal: AbortSignal): Promise<VerificationReport> {
  const { TargetError, VerifierError, verifySpreekuur, verifyXis } = await import('../contracts/index.ts');
  const { organization, provider, category, type, approvalType, timeZone } = options;
  const { fetch, headers, token, timeoutMs } = await accessOf(options, realSystem.now);
  const states = statesOf(options);
  const source = await sourceOf(options);
  const common = {
    baseUrl,
    organization,
    patient: patientOf(options),
    timeoutMs,
    system: { ...realSystem, fetch },
    signal,
    headers,
    ...(token === undefined ? {} : { token }),
    ...(source === undefined ? {} : { source }),
  };
  try {
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
    if (error instanceof VerifierError && error.left.length > 0) {
      process.stderr.write(`NOT CANCELLED, please cancel by hand: ${error.left.join(', ')}\n`);
    }
    const isTheirs =
      error instanceof EngineOptionError || error instanceof TargetError || error instanceof VerifierError;
    throw isTheirs ? new UsageError(error.message) : error;
  }
}

function statesOf({ states, statesHeader }: VerifyOptions) {
  if (states === undefined) return undefined;
  if (!URL.canParse(states)) throw new UsageError(`--states: expected a url, found '${states}'`);
  return { url: states, headers: Object.fromEntries(statesHeader.map(headerOf)) };
}

async function sourceOf(options: VerifyOptions): Promise<PactSource | undefined> {
  const broker = brokerSourceOf(options);
  if (broker && options.pact.length > 0) throw new UsageError('--pact and --broker: give one of them');
  if (broker) return broker;
  for (const file of options.pact) {
    await access(file).catch(() => {
      throw new UsageError(`--pact ${file}: cannot be read`);
    });
  }
  return options.pact.length > 0 ? { kind: 'files', files: options.pact } : undefined;
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}
