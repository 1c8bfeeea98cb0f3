import { realSystem } from '../../../conformance/index.ts';
import { defined } from '../../../schema/defined.ts';
import type { CheckSettings } from '../../check/options.ts';
import type { Environment } from '../../check/perform-check.ts';
import { type CommandTable, flagOf, toSettings } from '../../command-options.ts';
import { VARIABLES } from '../../environment.ts';
import type { LocalXis } from '../bookings/local-xis.ts';
import { UiError } from '../route.ts';
import { PAGE_KEYS, pageTable } from './options.ts';

type Values = Readonly<Record<string, unknown>>;

/** The options that a check on the page begins with. */
export interface CheckDefaults {
  /** Values of the command line, by key. */
  readonly values: Values;
  /** The environment with proxies and secrets. */
  readonly environment: Environment;
  /** The simulator that serves the page. */
  readonly local?: LocalXis;
}

/** The options of a check that a page has asked for. */
export interface RequestedCheck {
  readonly settings: CheckSettings;
  readonly environment: Environment;
  readonly asksForChanges: boolean;
  /** Returns the time of the XIS, in milliseconds since the epoch: that of a practice, in the simulator that serves the page. */
  now(): number;
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
  const known = isTrusted ? defaults.values : withoutSecretDefaults(defaults.values, table);
  const given = { ...known, ...Object.fromEntries(Object.entries(input).filter(([, value]) => value !== '')) };
  const practice = await findPractice(given, defaults.local);
  const merged = { ...standardValues(table), ...pickKnown(practice?.values), ...given };
  const values = Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null));
  const settings = toSettings(table, values, (key) => (PAGE_KEYS.has(key) ? key : flagOf(key)));
  const aheadMs = practice ? practice.now - realSystem.now() : 0;
  return {
    settings,
    environment: {
      ...(isTrusted ? defaults.environment : withoutSecretVariables(defaults.environment)),
      ...defined({ [VARIABLES.clientSecret]: settings.values.clientSecret }),
    },
    asksForChanges: settings.values.askForChanges === true,
    now: () => realSystem.now() + aheadMs,
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

async function findPractice({ url, organization, patientReference }: Values, local: LocalXis | undefined) {
  if (url !== local?.baseUrl || typeof organization !== 'string') return undefined;
  return local?.find(organization, patientReference);
}

/** What a simulator knows of its practice, and a check does not find out by itself. */
const KNOWN_OPTIONS = ['category', 'timeZone', 'patientName', 'patientBsn'];

function pickKnown(values: Values = {}): Values {
  return Object.fromEntries(Object.entries(values).filter(([key]) => KNOWN_OPTIONS.includes(key)));
}
