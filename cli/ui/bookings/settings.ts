import { expectLogin } from '../../book/patient.ts';
import { type CommandValues, flagOf } from '../../command-options.ts';
import { type Settings, toSettings } from '../../settings.ts';
import { type Environment, type FormDefaults, mergePageValues } from '../page-values.ts';
import type { LocalXis } from './local-xis.ts';
import { PAGE_KEYS, PAGE_TABLE } from './options.ts';

type Values = Readonly<Record<string, unknown>>;

/** The options of a patient's bookings, and where they come from. */
export interface SessionSettings {
  readonly settings: Settings<typeof PAGE_TABLE>;
  readonly environment: Environment;
  /** Whether the XIS is the simulator that serves the page. */
  readonly isLocal: boolean;
}

/** The form of a patient who logs in. */
export const BOOKING_FORM = {
  table: PAGE_TABLE,
  keys: PAGE_KEYS,
  path: '/__ui/patients/options',
  base: 'xis',
} as const;

/**
 * Reads the options of a patient's bookings that a page has sent, over those of the command line, over what the simulator in
 * the same process knows.
 * @throws UiError for an option that a page cannot set
 * @throws UsageError for a value that is invalid or missing, in the words of the page
 */
export async function readSessionSettings(
  input: Values,
  defaults: FormDefaults,
  local: LocalXis | undefined,
): Promise<SessionSettings> {
  const { values, environment } = mergePageValues(input, defaults, BOOKING_FORM);
  const { xis, organization, patientReference } = values;
  const isLocal = local !== undefined && xis === local.baseUrl;
  const practice =
    isLocal && typeof organization === 'string' ? await local.find(organization, patientReference) : undefined;
  const { issuer, ...known } = practice?.values ?? {};
  // The BSN of the patient goes to the authorization server of the simulator, unless the page names a token.
  const hasToken = ['token', 'issuer', 'tokenUrl'].some((key) => values[key] !== undefined);
  const all = { ...known, ...(!hasToken && issuer !== undefined && { issuer }), ...values };
  const settings = toSettings(PAGE_TABLE, all as CommandValues<typeof PAGE_TABLE>, (key) =>
    PAGE_KEYS.has(key) ? key : flagOf(key),
  );
  expectLogin(settings);
  return { settings, environment, isLocal };
}
