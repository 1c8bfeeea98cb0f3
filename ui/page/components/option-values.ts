import type { FormOption } from '../../../cli/ui/option-form.ts';

/** What the form has for each option: a text, or whether it is on. */
export type FormValues = Readonly<Record<string, string | boolean>>;

/** Returns what the form shows at first: the defaults, without secrets. */
export function initialValues(
  options: readonly FormOption[],
  suggested: Readonly<Record<string, unknown>> = {},
): FormValues {
  return Object.fromEntries(options.map((option) => [option.key, toText(suggested[option.key] ?? defaultOf(option))]));
}

function defaultOf({ value, default: standard }: FormOption): unknown {
  return value ?? standard;
}

function toText(value: unknown): string | boolean {
  if (typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.join('\n');
  return value === undefined ? '' : String(value);
}

/**
 * Returns the options to send. What is as by default is left out; a default that the user has emptied becomes null.
 */
export function toOptions(options: readonly FormOption[], values: FormValues): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    options.flatMap((option) => {
      const value = values[option.key] ?? '';
      const standard = defaultOf(option);
      if (value === toText(standard) || (value === false && standard === undefined)) return [];
      return [[option.key, toValue(option, value)]];
    }),
  );
}

function toValue(option: FormOption, value: string | boolean): unknown {
  const { type } = option;
  if (typeof value === 'boolean') return value;
  const text = value.trim();
  if (text === '') return defaultOf(option) === undefined ? '' : null;
  // A text that is no number is rejected by the service, which says what it expects.
  if (type === 'number') return /^\d+$/.test(text) ? Number(text) : text;
  if (type === 'list') return text.split('\n').flatMap((line) => line.trim() || []);
  return text;
}

/** Returns the key of the option that an error is about: `organization: expected …`. */
export function optionOf(error: string | undefined, options: readonly FormOption[]): string | undefined {
  const key = error?.split(':')[0] ?? '';
  return options.some((option) => option.key === key) ? key : undefined;
}

const LABELS: Readonly<Record<string, string>> = {
  url: 'URL',
  xis: 'URL',
  category: 'Service category',
  allowBooking: 'Make appointments, and cancel them again',
  type: 'Appointment type',
  approvalType: 'Appointment type with approval',
  patientBsn: 'BSN of the test patient',
  patientReference: 'Reference of the test patient',
  patientName: 'Name of the test patient',
  otherPatientBsn: 'BSN of the second patient',
  otherPatientReference: 'Reference of the second patient',
  otherPatientName: 'Name of the second patient',
  maxBookings: 'Maximum number of appointments',
  listen: 'Port for callbacks',
  listenHost: 'Address to listen on',
  callbackUrl: 'URL of the callbacks',
  askForChanges: 'Ask for changes by the practice',
  approvalTimeout: 'Time-out of an approval, in seconds',
  otherToken: 'Token of the second patient',
  subjectToken: 'Access token of the patient',
  tokenUrl: 'Token endpoint',
  clientId: 'Client ID',
  clientAuth: 'Client authentication',
  only: 'Only these checks',
  skip: 'Without these checks',
  header: 'Additional headers',
  timeout: 'Time-out of a request, in seconds',
};

/** Returns the label of an option: `organizationHeader` is `Organization header`. */
export function labelOf(key: string): string {
  const words = key.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return LABELS[key] ?? words.charAt(0).toUpperCase() + words.slice(1);
}
