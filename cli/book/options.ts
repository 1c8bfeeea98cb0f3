import { boolean, integer, oneOf, string } from '../../schema/schema.ts';
import { type CommandTable, TEXT } from '../command-options.ts';
import { XIS_OPTIONS } from '../connection-options.ts';
import { libraryOption } from '../library-options.ts';
import type { Settings } from '../settings.ts';
import { CALLBACK_TOKEN_OPTIONS } from './callback-tokens.ts';

/** The options of the bookings of a patient, at the terminal and in the page: the XIS, the patient and the texts. */
export const BOOKING_OPTIONS = {
  xis: libraryOption('baseUrl', { isArgument: false, placeholder: 'url' }),
  ...XIS_OPTIONS,
  type: libraryOption('type'),
  approvalType: libraryOption('approvalType', {
    description: "Appointment type that needs approval, a code or 'system|code', as configured in Spreekuur.nl.",
  }),
  patientReference: libraryOption('patient.reference', {
    description:
      'Patient/… of the patient (default: with a token or a BSN the patient that the XIS returns, otherwise Patient/1)',
  }),
  patientName: libraryOption('patient.display', {
    description: 'Name of the patient (default: that of the patient that the XIS returns, otherwise Test Patient)',
    default: undefined,
  }),
  patientBsn: libraryOption('patient.bsn', {
    description: 'BSN of the patient: to find the patient in the XIS, and to cancel the appointment.',
  }),
  language: {
    description: 'Language of the texts for the patient.',
    schema: oneOf(['en', 'nl']),
    placeholder: 'name',
  },
  ...CALLBACK_TOKEN_OPTIONS,
} satisfies CommandTable;

/** The options of `book`. */
export const BOOK_OPTIONS = {
  ...BOOKING_OPTIONS,
  agenda: {
    ...TEXT,
    description:
      "Name of the practitioner, its number in the list, or 'any' for the first slot of all (default: the first)",
    placeholder: 'name',
  },
  week: {
    description: 'Week, 1 to 4 (default: the first with a free slot)',
    schema: integer({ minimum: 1, maximum: 4 }),
  },
  slot: {
    description: 'Number of the slot in the week (default: the first)',
    schema: integer({ minimum: 1, maximum: 10_000 }),
  },
  reason: { description: "The patient's reason.", schema: string(), placeholder: 'text' },
  ui: {
    description: 'Serve a page that does what the page of Spreekuur.nl does, on the port of --listen, until Ctrl-C.',
    schema: boolean(),
    excludes: ['agenda', 'week', 'slot', 'reason', 'yes', 'json'],
  },
  open: { description: 'Open that page in the browser.', schema: boolean(), requires: ['ui'] },
  yes: { description: 'Ask no questions.', schema: boolean() },
  json: { description: 'Print exactly one JSON object, and ask no questions.', schema: boolean() },
  listen: {
    description: "Port for the practitioner's response, 0 for any.",
    schema: integer({ minimum: 0, maximum: 65_535 }),
    placeholder: 'port',
  },
  listenHost: {
    ...TEXT,
    description: 'Address to listen on; 0.0.0.0 for a XIS on another machine.',
    placeholder: 'address',
    default: '127.0.0.1',
  },
  callbackIssuer: { ...BOOKING_OPTIONS.callbackIssuer, requires: ['listen', 'callbackAudience'] },
  wait: {
    description: 'Time-out of the wait for that response, in seconds.',
    schema: integer({ minimum: 0, maximum: 86_400 }),
    placeholder: 'seconds',
    default: 60,
  },
} satisfies CommandTable;

/** The settings of `book`. */
export type BookSettings = Settings<typeof BOOK_OPTIONS>;

/** Returns the options of `book` for its page, which asks for those that are missing. */
export function withoutRequired(): typeof BOOK_OPTIONS {
  const entries = Object.entries(BOOK_OPTIONS).map(([key, option]) => [key, { ...option, isRequired: false }]);
  return Object.fromEntries(entries) as typeof BOOK_OPTIONS;
}
