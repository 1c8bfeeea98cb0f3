import { boolean, string } from '../../../schema/schema.ts';
import { checkTable } from '../../check/options.ts';
import type { CommandTable } from '../../command-options.ts';
import { type OptionGroup, withoutSecrets } from '../option-form.ts';

/**
 * The options of `check` that a page can set, and two of its own. What names a file or a command of this machine is left out:
 * it is for the command line only. So is what shows a run on a terminal.
 */
export const CHECK_GROUPS: readonly OptionGroup[] = [
  { title: 'XIS', isEssential: true, keys: ['url', 'organization', 'category'] },
  {
    title: 'Bookings',
    keys: [
      'allowBooking',
      'patientBsn',
      'patientReference',
      'patientName',
      'maxBookings',
      'type',
      'approvalType',
      'otherPatientBsn',
      'otherPatientReference',
      'otherPatientName',
    ],
  },
  { title: 'Callbacks', keys: ['listen', 'callbackUrl', 'listenHost', 'askForChanges', 'approvalTimeout'] },
  {
    title: 'Token',
    keys: [
      'token',
      'otherToken',
      'issuer',
      'tokenUrl',
      'clientId',
      'clientSecret',
      'clientAuth',
      'audience',
      'scope',
      'grant',
      'subjectToken',
    ],
  },
  { title: 'Selection', keys: ['only', 'skip', 'otherOrganization'] },
  {
    title: 'Forms and connection',
    keys: [
      'organizationHeader',
      'organizationFormat',
      'dateFormat',
      'dateParameter',
      'practitionerStatus',
      'dialect',
      'readBack',
      'timeZone',
      'header',
      'timeout',
      'concurrency',
    ],
  },
];

/** The options that only the page has. */
const PAGE_OPTIONS = {
  clientSecret: {
    description: 'Secret of the client at the authorization server.',
    schema: string({ minLength: 1 }),
    expected: 'a text that is not empty',
    placeholder: 'secret',
    isSecret: true,
    requiresOneOf: ['issuer', 'tokenUrl'],
  },
  askForChanges: {
    description:
      'Ask on the page for appointments that the practice makes, moves and cancels, so that its updates are checked.',
    schema: boolean(),
    requires: ['listen'],
    names: ['onChangeNeeded'],
  },
} as const satisfies CommandTable;

/** Returns the options of a check that begins on a page, those of the command line among them. */
export function pageTable() {
  return { ...checkTable(), ...PAGE_OPTIONS };
}

/** Returns the values that the page can set and show: no secrets. */
export function shownValues(values: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const entries = Object.entries(withoutSecrets(values, pageTable()));
  return Object.fromEntries(entries.filter(([key]) => PAGE_KEYS.has(key)));
}

/** The keys that a page can set. */
export const PAGE_KEYS: ReadonlySet<string> = new Set(CHECK_GROUPS.flatMap(({ keys }) => keys));
