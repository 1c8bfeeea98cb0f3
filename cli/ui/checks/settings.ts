import { realSystem } from '../../../conformance/index.ts';
import type { CheckSettings } from '../../check/options.ts';
import { type CommandOption, flagOf } from '../../command-options.ts';
import { toSettings } from '../../settings.ts';
import type { LocalXis } from '../bookings/local-xis.ts';
import { type Environment, type FormDefaults, mergePageValues } from '../page-values.ts';
import { PAGE_KEYS, pageTable } from './options.ts';

type Values = Readonly<Record<string, unknown>>;

/** The options that a check on the page begins with. */
export interface CheckDefaults extends FormDefaults {
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

/** The form that starts a check. */
export const CHECK_FORM = { table: pageTable(), keys: PAGE_KEYS, path: '/__ui/checks/options', base: 'url' } as const;

/** The values that the command line has without any option. */
const STANDARD_VALUES: Values = Object.fromEntries(
  Object.entries<CommandOption>(CHECK_FORM.table).flatMap(([key, { default: standard }]) =>
    standard === undefined ? [] : [[key, standard]],
  ),
);

/**
 * Reads the options that a page has sent, over those of the command line; null removes one of these. Secrets of the command
 * line and the environment go only to the addresses of the command line.
 * @throws UiError for an option that a page cannot set
 * @throws UsageError for a value that is invalid or missing, in the words of the page
 */
export async function readRequest(input: Values, defaults: CheckDefaults): Promise<RequestedCheck> {
  const { values, environment } = mergePageValues(input, defaults, CHECK_FORM);
  const practice = await findPractice(values, defaults.local);
  const options = { ...STANDARD_VALUES, ...pickKnown(practice?.values), ...values };
  const settings = toSettings(CHECK_FORM.table, options, (key) => (PAGE_KEYS.has(key) ? key : flagOf(key)));
  const aheadMs = practice ? practice.now - realSystem.now() : 0;
  return {
    settings,
    environment,
    asksForChanges: settings.values.askForChanges === true,
    now: () => realSystem.now() + aheadMs,
  };
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
