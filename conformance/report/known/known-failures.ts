import { array, object, type Static, string } from '../../../schema/schema.ts';

/** The file of known failures: what is known to fail, and why that is borne. */
export const knownFailuresSchema = array(
  object(
    {
      check: string({ minLength: 1, description: 'The id of a check, for instance `slot-search/status-filter`.' }),
      reason: string({ minLength: 1, description: 'Why it is borne, for instance the number of a ticket.' }),
    },
    {
      until: string({
        pattern: '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$',
        expected: 'a date such as 2026-12-31',
        description:
          'The last day on which it is borne, for instance `2026-12-31`; without one it is borne as long as it fails.',
      }),
    },
  ),
  {
    title: 'KnownFailures',
    description: 'Checks that are known to fail or warn. An entry that stops failing has to be taken out.',
  },
);

export type KnownFailure = Static<typeof knownFailuresSchema>[number];
