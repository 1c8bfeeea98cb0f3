import { organizationFormatSchema, organizationHeaderSchema } from '../../../fhir/open-readings.ts';
import { httpBaseString } from '../../../schema/formats.ts';
import { integer, number, object, type Static } from '../../../schema/schema.ts';
import { durationSchema } from '../duration.ts';

/** The url of Spreekuur.nl, and the retries of callbacks (CB-6). */
export const callbacksSchema = object(
  {},
  {
    url: httpBaseString({
      expected: 'an http(s) url without user, query and fragment',
      description:
        "Spreekuur.nl's base: `POST {url}/AppointmentResponse`, `PUT {url}/Appointment/{id}`. Without it deliveries are held until it is set.",
    }),
    timeout: {
      ...durationSchema,
      default: 'PT10S',
      description: 'The time-out of a callback, in real time.',
    } as typeof durationSchema,
    organizationHeader: {
      ...organizationHeaderSchema,
      default: 'X-Organization-Identifier',
    } as typeof organizationHeaderSchema,
    organizationFormat: { ...organizationFormatSchema, default: 'token' } as typeof organizationFormatSchema,
    retry: object(
      {},
      {
        first: {
          ...durationSchema,
          default: 'PT5S',
          description: 'The wait before the second attempt.',
        } as typeof durationSchema,
        factor: number({
          minimum: 1,
          maximum: 100,
          default: 2,
          description: 'The factor by which each further wait is longer.',
        }),
        longest: {
          ...durationSchema,
          default: 'PT15M',
          description: 'The longest wait, except for `Retry-After`.',
        } as typeof durationSchema,
        jitter: number({
          minimum: 0,
          maximum: 1,
          default: 0.1,
          description: 'The share by which a wait is randomly shorter or longer, derived from the seed.',
        }),
        attempts: integer({
          minimum: 1,
          maximum: 10_000,
          default: 100,
          description: 'The maximum number of attempts, after which the delivery has failed.',
        }),
      },
      { description: 'The retries of a callback that was not delivered.' },
    ),
  },
  { title: 'Callbacks', description: 'The url of Spreekuur.nl, and the delivery of callbacks.' },
);

export type CallbackSettings = Static<typeof callbacksSchema>;
