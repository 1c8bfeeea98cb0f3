import { redactText } from '../../../output/redaction.ts';
import { string } from '../../../schema/schema.ts';
import { BOOKING_OPTIONS } from '../../book/options.ts';
import { expectLogin } from '../../book/patient.ts';
import {
  type CommandOption,
  type CommandTable,
  type CommandValues,
  type Settings,
  toSettings,
} from '../../command-options.ts';
import { VARIABLES } from '../../environment.ts';
import { UiError } from '../route.ts';
import type { LocalXis } from './local-xis.ts';

type Values = Readonly<Record<string, unknown>>;

/** The options that a page may not set: shell commands, and files of the machine. */
const KEPT_BACK: readonly string[] = [
  'tokenCommand',
  'subjectTokenCommand',
  'ca',
  'clientCert',
  'clientKey',
  'clientKeyJwk',
];

const CLIENT_SECRET = {
  clientSecret: {
    description: 'Secret of the client at the authorization server.',
    schema: string({ minLength: 1 }),
    expected: 'a text that is not empty',
    isSecret: true,
    requires: ['clientId'],
  },
} satisfies CommandTable;

const SESSION_OPTIONS = { ...BOOKING_OPTIONS, ...CLIENT_SECRET };

/** The options of a patient's bookings that the page can set. */
export const PAGE_OPTIONS: CommandTable = Object.fromEntries(
  Object.entries(SESSION_OPTIONS).filter(([key]) => !KEPT_BACK.includes(key)),
);

/** The options that say where requests and secrets go: with another one, nothing of the command line goes there. */
const DESTINATIONS = ['xis', 'issuer', 'tokenUrl'] as const;

/** The options of a patient's bookings, and where they come from. */
export interface SessionSettings {
  readonly settings: Settings<typeof BOOKING_OPTIONS>;
  /** The environment of the connection: the secrets of the machine go to the XIS of its command line only. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Whether the XIS is the simulator that serves the page. */
  readonly isLocal: boolean;
}

/**
 * Reads the options of a patient's bookings: those of the page, then those of the command line, then what the simulator in
 * the same process knows.
 * @throws UiError for an option that the page may not set, or does not know
 * @throws UsageError for a value that cannot be used
 */
export async function readSessionSettings(
  given: Values,
  defaults: Values,
  local: LocalXis | undefined,
): Promise<SessionSettings> {
  const unknown = Object.keys(given).find((key) => !Object.hasOwn(PAGE_OPTIONS, key));
  if (unknown !== undefined) {
    throw new UiError(
      'invalid',
      `${redactText(unknown).slice(0, 80)}: expected an option of GET /__ui/patients/options`,
    );
  }
  const isOfCommand = DESTINATIONS.every((key) => given[key] === undefined || given[key] === defaults[key]);
  const ofCommand = withDefaults(given, isOfCommand ? defaults : {});
  const { xis = local?.baseUrl, organization, patientReference } = ofCommand;
  const isLocal = local !== undefined && xis === local.baseUrl;
  const practice =
    isLocal && typeof organization === 'string' ? await local.find(organization, patientReference) : undefined;
  const values = withDefaults({ ...ofCommand, xis }, practice?.values ?? {});
  const settings = toSettings(SESSION_OPTIONS, values as CommandValues<typeof SESSION_OPTIONS>, same);
  expectLogin(settings);
  return { settings, environment: chooseEnvironment(isOfCommand, values['clientSecret']), isLocal };
}

const same = (key: string): string => key;

/** Adds defaults to values: those without a value, and that no value excludes. */
function withDefaults(values: Values, defaults: Values): Values {
  const table: Readonly<Record<string, CommandOption>> = SESSION_OPTIONS;
  const isGiven = (key: string): boolean => values[key] !== undefined;
  const fitting = Object.entries(defaults).filter(
    ([key]) => !isGiven(key) && !(table[key]?.excludes ?? []).some(isGiven),
  );
  return { ...Object.fromEntries(fitting), ...values };
}

/** A url of the page must not get the secrets that this machine has for another one. */
function chooseEnvironment(isTrusted: boolean, clientSecret: unknown): SessionSettings['environment'] {
  const { [VARIABLES.clientSecret]: _secret, [VARIABLES.adminToken]: _token, ...others } = process.env;
  const environment = isTrusted ? process.env : others;
  return typeof clientSecret === 'string' ? { ...environment, [VARIABLES.clientSecret]: clientSecret } : environment;
}
