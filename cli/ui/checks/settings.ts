import { defined } from '../../../schema/defined.ts';
import type { CheckSettings } from '../../check/options.ts';
import type { Environment } from '../../check/perform-check.ts';
import { type CommandTable, flagOf, toSettings } from '../../command-options.ts';
import { VARIABLES } from '../../environment.ts';
import { UiError } from '../route.ts';
import { PAGE_KEYS, pageTable } from './options.ts';

type Values = Readonly<Record<string, unknown>>;

/** A patient for whom a check may make appointments. */
export interface KnownPatient {
  readonly reference: string;
  readonly display?: string;
  readonly bsn: string;
}

/** The options that a check on the page begins with. */
export interface CheckDefaults {
  /** Values of the command line, by key. */
  readonly values: Values;
  /** The environment with proxies and secrets. */
  readonly environment: Environment;
  /** Returns a test patient of a practice, where the simulator at the `url` of the values knows one. */
  findPatient?(organization: string): Promise<KnownPatient | undefined>;
}

/** The options of a check that a page has asked for. */
export interface RequestedCheck {
  readonly settings: CheckSettings;
  readonly environment: Environment;
  readonly asksForChanges: boolean;
}

/** The options that decide who gets the secrets. */
const ADDRESSES = ['url', 'issuer', 'tokenUrl'] as const;

/** The variables with secrets of the process. */
const SECRET_VARIABLES: readonly string[] = [
  VARIABLES.clientSecret,
  VARIABLES.adminToken,
  VARIABLES.clientKeyPassphrase,
];

/**
 * Reads the options that a page has sent, over those of the command line; null removes one of these. Secrets of the command
 * line and the environment go only to the addresses of the command line.
 * @throws UiError for an option that a page cannot set
 * @throws UsageError for a value that is invalid or missing, in the words of the page
 */
export async function readRequest(input: Values, defaults: CheckDefaults): Promise<RequestedCheck> {
  const table = pageTable();
  const foreign = Object.keys(input).find((key) => !PAGE_KEYS.has(key));
  if (foreign !== undefined) {
    const isKnown = Object.hasOwn(table, foreign);
    throw new UiError(
      'invalid',
      isKnown
        ? `${foreign}: only the command line can set this option, because it is about this machine`
        : 'expected options of GET /__ui/checks/options, got an unknown one',
    );
  }
  const isTrusted = ADDRESSES.every((key) => matchesDefault(key, input, defaults.values));
  const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== ''));
  const known = isTrusted ? defaults.values : withoutSecretDefaults(defaults.values, table);
  const merged = { ...standardValues(table), ...known, ...given };
  const values = Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null));
  const options: Values = { ...values, ...(isTrusted && (await patientFor(values, defaults))) };
  const settings = toSettings(table, options, (key) => (PAGE_KEYS.has(key) ? key : flagOf(key)));
  return {
    settings,
    environment: {
      ...(isTrusted ? defaults.environment : withoutSecretVariables(defaults.environment)),
      ...defined({ [VARIABLES.clientSecret]: settings.values.clientSecret }),
    },
    asksForChanges: settings.values.askForChanges === true,
  };
}

/** Returns the values that the command line has without any option. */
function standardValues(table: CommandTable): Values {
  return Object.fromEntries(
    Object.entries(table).flatMap(([key, option]) => (option.default === undefined ? [] : [[key, option.default]])),
  );
}

/** Returns whether an address is that of the command line. A url is free where the command line has none. */
function matchesDefault(key: (typeof ADDRESSES)[number], input: Values, values: Values): boolean {
  const { [key]: wanted = values[key] } = input;
  return wanted === values[key] || (key === 'url' && values[key] === undefined);
}

function withoutSecretDefaults(values: Values, table: CommandTable): Values {
  // A signature with the key proves the client to a server of the page's choice.
  const isShared = (key: string): boolean => !table[key]?.isSecret && key !== 'clientKeyJwk';
  return Object.fromEntries(Object.entries(values).filter(([key]) => isShared(key)));
}

function withoutSecretVariables(environment: Environment): Environment {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !SECRET_VARIABLES.includes(name)));
}

/** Returns the options of a patient whom the simulator knows, for a check that books and names no patient. */
async function patientFor(values: Values, { findPatient }: CheckDefaults): Promise<Values> {
  const { allowBooking, organization, patientBsn, patientReference } = values;
  if (!allowBooking || patientBsn !== undefined || patientReference !== undefined) return {};
  const patient = await findPatient?.(String(organization));
  return patient ? { patientReference: patient.reference, patientName: patient.display, patientBsn: patient.bsn } : {};
}
