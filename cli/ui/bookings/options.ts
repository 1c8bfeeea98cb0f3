import { string } from '../../../schema/schema.ts';
import { BOOKING_OPTIONS } from '../../book/options.ts';
import type { CommandTable } from '../../command-options.ts';
import type { OptionGroup } from '../option-form.ts';

/**
 * The options of a patient's bookings that a page can set. What names a file or a command of this machine is left out: it is
 * for the command line only.
 */
export const BOOKING_GROUPS: readonly OptionGroup[] = [
  { title: 'XIS', isEssential: true, keys: ['xis', 'organization', 'category'] },
  { title: 'Patient', isEssential: true, keys: ['patientBsn', 'patientReference', 'patientName', 'language'] },
  {
    title: 'Token',
    keys: [
      'token',
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
  { title: 'Callbacks', keys: ['callbackIssuer', 'callbackAudience', 'approvalType'] },
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

/** The options of a patient's bookings that begin on a page, those of the command line among them. */
export const PAGE_TABLE = {
  ...BOOKING_OPTIONS,
  clientSecret: {
    description: 'Secret of the client at the authorization server.',
    schema: string({ minLength: 1 }),
    expected: 'a text that is not empty',
    placeholder: 'secret',
    isSecret: true,
    requiresOneOf: ['issuer', 'tokenUrl'],
  },
} satisfies CommandTable;

/** The keys that a page can set. */
export const PAGE_KEYS: ReadonlySet<string> = new Set(BOOKING_GROUPS.flatMap(({ keys }) => keys));
