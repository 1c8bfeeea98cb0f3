import type { CheckSettings } from '../../check/options.ts';
import { flagOf, toSettings } from '../../command-options.ts';
import { type Environment, type FormDefaults, mergePageValues } from '../page-values.ts';
import { PAGE_KEYS, pageTable } from './options.ts';

type Values = Readonly<Record<string, unknown>>;

/** A patient for whom a check may make appointments. */
interface KnownPatient {
  readonly reference: string;
  readonly display: string;
  readonly bsn: string;
}

/** The options that a check on the page begins with. */
export interface CheckDefaults extends FormDefaults {
  /** Returns a test patient of a practice, where the simulator at the `url` of the values knows one. */
  findPatient?(organization: string): KnownPatient | undefined;
}

/** The options of a check that a page has asked for. */
export interface RequestedCheck {
  readonly settings: CheckSettings;
  readonly environment: Environment;
  readonly asksForChanges: boolean;
}

const FORM = { table: pageTable(), keys: PAGE_KEYS, path: '/__ui/checks/options', base: 'url' } as const;

/**
 * Reads the options that a page has sent, over those of the command line; null removes one of these. Secrets of the command
 * line and the environment go only to the addresses of the command line.
 * @throws UiError for an option that a page cannot set
 * @throws UsageError for a value that is invalid or missing, in the words of the page
 */
export function readRequest(input: Values, defaults: CheckDefaults): RequestedCheck {
  const { values, environment, isTrusted } = mergePageValues(input, defaults, FORM);
  const { clientSecret: _secret, ...options } = { ...values, ...(isTrusted && patientFor(values, defaults)) };
  const settings = toSettings(FORM.table, options, (key) => (PAGE_KEYS.has(key) ? key : flagOf(key)));
  return { settings, environment, asksForChanges: values['askForChanges'] === true };
}

/** Returns the options of a patient whom the simulator knows, for a check that books and names no patient. */
function patientFor(values: Values, { findPatient }: CheckDefaults): Values {
  const { allowBooking, organization, patientBsn, patientReference } = values;
  if (!allowBooking || patientBsn !== undefined || patientReference !== undefined) return {};
  const patient = findPatient?.(String(organization));
  return patient ? { patientReference: patient.reference, patientName: patient.display, patientBsn: patient.bsn } : {};
}
