import { boolean, string } from '../../../schema/schema.ts';
import { checkTable } from '../../check/options.ts';
import type { CommandTable } from '../../command-options.ts';
import { describeOptions, type OptionView } from '../describe-options.ts';

/** Options that belong together, in the order of the form. */
interface OptionGroup {
  readonly title: string;
  /** Whether the form shows them at once; others are folded. */
  readonly isEssential?: true;
  readonly keys: readonly string[];
}

/** A group of options, with their data. */
export interface FormGroup extends Omit<OptionGroup, 'keys'> {
  readonly options: readonly OptionView[];
}

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

/**
 * Returns the options that a page can set, in groups, with the values of the command line; of a secret only that it has one.
 */
export function describeForm(values: Readonly<Record<string, unknown>>): readonly FormGroup[] {
  const table: CommandTable = pageTable();
  return CHECK_GROUPS.map(({ keys, ...group }) => {
    const entries = keys.flatMap((key) => (table[key] ? [[key, table[key]] as const] : []));
    return { ...group, options: describeOptions(Object.fromEntries(entries), values) };
  });
}

/** Returns the values that the page can set and show: no secrets. */
export function shownValues(values: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const table: CommandTable = pageTable();
  const isShown = ([key, value]: readonly [string, unknown]): boolean =>
    value !== undefined && PAGE_KEYS.has(key) && !table[key]?.isSecret;
  return Object.fromEntries(Object.entries(values).filter(isShown));
}

/** The keys that a page can set. */
export const PAGE_KEYS: ReadonlySet<string> = new Set(CHECK_GROUPS.flatMap(({ keys }) => keys));
