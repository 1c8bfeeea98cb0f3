import { array, object, type Static, string } from '../../../schema/schema.ts';

/** The file of known failures: a list of accepted failures, each with a reason. */
export const knownFailuresSchema = array(
  object(
    {
      check: string({ minLength: 1, description: 'The id of a check, for instance `slot-search/status`.' }),
      reason: string({ minLength: 1, description: 'Why the failure is accepted, for instance a ticket number.' }),
    },
    {
      until: string({
        pattern: '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$',
        expected: 'a date such as 2026-12-31',
        description: 'The last day on which the failure is accepted, for instance `2026-12-31`. Default: no limit.',
      }),
    },
  ),
  {
    title: 'KnownFailures',
    description: 'Checks that are known to fail or warn. Remove an entry when its check passes.',
  },
);

export type KnownFailure = Static<typeof knownFailuresSchema>[number];
