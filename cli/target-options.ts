import { readFile } from 'node:fs/promises';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { createFetch } from './connection.ts';
import { VARIABLES } from './environment.ts';
import { tokenOfCommand } from './token-command.ts';
import { UsageError } from './usage-error.ts';

/** What every command that talks to a XIS is asked for, by the same names. */
export interface TargetOptions {
  readonly organization: string;
  readonly category?: string;
  readonly type?: string;
  readonly patientBsn?: string;
  readonly patientReference?: string;
  readonly patientName: string;
  readonly timeZone?: string;
  readonly timeout: number;
  readonly token?: string;
  readonly tokenCommand?: string;
  readonly header: readonly string[];
  readonly ca?: string;
  readonly clientCert?: string;
  readonly clientKey?: string;
}

/**
 * Adds them to a command.
 * @param how.mayBeElsewhere whether a file may say the same: then nothing is mandatory
 * @param how.assumesPatient whether it is `Patient/1` unless another is named; in a XIS that may be somebody real
 */
export function withTargetOptions(
  command: Command,
  { mayBeElsewhere = false, assumesPatient = false }: { mayBeElsewhere?: boolean; assumesPatient?: boolean } = {},
): Command {
  const organization = new Option('--organization <agb>', 'AGB code of the practice');
  const patient = new Option('--patient-reference <reference>', 'the test patient in the XIS');
  command
    .addOption(organization.makeOptionMandatory(!mayBeElsewhere))
    .option('--category <token>', "'system|value' that narrows the appointment types, as configured in Spreekuur.nl")
    .option('--type <code>', "appointment type, a code or 'system|code'; without it the first that fits")
    .addOption(patientBsnOption())
    .addOption(assumesPatient ? patient.default('Patient/1') : patient)
    .option('--patient-name <name>', "the test patient's name", 'Test Patient')
    .option('--time-zone <zone>', 'in which days and weeks begin (default: Europe/Amsterdam)');
  return withAccessOptions(command);
}

/** The BSN of the test patient. */
export function patientBsnOption(): Option {
  return new Option('--patient-bsn <bsn>', 'BSN of the test patient').env(VARIABLES.patientBsn);
}

/** Adds to a command what says how the XIS is reached. */
export function withAccessOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--timeout <seconds>', 'for each answer of the XIS').default(10).argParser(numberFrom(1, 600)),
    )
    .addOption(
      new Option('--token <token>', 'sent as Authorization: Bearer; in the environment nobody else sees it').env(
        VARIABLES.token,
      ),
    )
    .option('--token-command <command>', 'prints a token; asked again every minute')
    .option('--header <line>', "another header, 'Name: value'; may be given several times", collectHeaders, [])
    .option('--ca <file>', 'certificates (PEM) of an authority that signs for the XIS, beside the well-known ones')
    .option('--client-cert <file>', 'certificate (PEM) to show to the XIS')
    .option('--client-key <file>', 'its key (PEM); its pass phrase, if it has one, stands in the environment');
}

/** What says how the XIS is reached. */
export type AccessOptions = Pick<
  TargetOptions,
  'token' | 'tokenCommand' | 'header' | 'timeout' | 'ca' | 'clientCert' | 'clientKey'
>;

/** How the XIS is reached: the network, a token and headers. */
export interface TargetAccess {
  readonly fetch: typeof fetch;
  readonly token?: string | (() => Promise<string>);
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

/**
 * Reads files and checks what goes together.
 * @param now milliseconds since the epoch
 * @throws UsageError for what cannot be used
 */
export async function accessOf(options: AccessOptions, now: () => number): Promise<TargetAccess> {
  const { token, tokenCommand, ca, clientCert, clientKey } = options;
  if (token !== undefined && tokenCommand !== undefined) {
    throw new UsageError('--token and --token-command: give one of them');
  }
  if ((clientCert === undefined) !== (clientKey === undefined)) {
    throw new UsageError('--client-cert and --client-key: one needs the other');
  }
  const passphrase = process.env[VARIABLES.clientKeyPassphrase];
  const known = tokenCommand === undefined ? token : tokenOfCommand(tokenCommand, now);
  return {
    fetch: await createFetch({
      ...(ca === undefined ? {} : { ca: await read('--ca', ca) }),
      ...(clientCert === undefined ? {} : { cert: await read('--client-cert', clientCert) }),
      ...(clientKey === undefined ? {} : { key: await read('--client-key', clientKey) }),
      ...(passphrase === undefined ? {} : { passphrase }),
    }),
    headers: Object.fromEntries(options.header.map(headerOf)),
    timeoutMs: options.timeout * 1000,
    ...(known === undefined ? {} : { token: known }),
  };
}

/**
 * The test patient, where one is named.
 * @throws UsageError for one that cannot be; without a word of the BSN
 */
export function patientOf(options: Pick<TargetOptions, 'patientReference' | 'patientName' | 'patientBsn'>) {
  const { patientReference: reference, patientName: display, patientBsn: bsn } = options;
  if (bsn !== undefined && !/^\d{9}$/.test(bsn)) throw new UsageError('--patient-bsn: expected nine digits');
  if (reference === undefined) return undefined;
  if (!/^(?:.*\/)?Patient\/[A-Za-z0-9.-]{1,64}$/.test(reference)) {
    throw new UsageError("--patient-reference: expected 'Patient/…', as the XIS knows the patient");
  }
  return { reference, display, ...(bsn === undefined ? {} : { bsn }) };
}

/** Reads a whole number of an option. */
export function numberFrom(least: number, most: number) {
  return (text: string): number => {
    if (/^\d{1,7}$/.test(text) && Number(text) >= least && Number(text) <= most) return Number(text);
    throw new InvalidArgumentError(`Expected a whole number from ${least} to ${most}.`);
  };
}

/** Collects the headers of an option that may come several times. */
export function collectHeaders(line: string, before: readonly string[]): readonly string[] {
  headerOf(line);
  return [...before, line];
}

/** A header as name and value. */
export function headerOf(line: string): readonly [string, string] {
  const [, name, value] = /^([A-Za-z0-9!#$%&'*+.^_`|~-]+):\s*(.*)$/.exec(line) ?? [];
  if (name === undefined || value === undefined) throw new InvalidArgumentError("Expected 'Name: value'.");
  return [name, value];
}

async function read(option: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new UsageError(`${option} ${path}: cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}
