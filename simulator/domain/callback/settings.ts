import { httpBaseString } from '../../../schema/formats.ts';
import { integer, number, object, type Static } from '../../../schema/schema.ts';
import { durationString } from '../formats.ts';

const duration = durationString({ expected: 'an ISO 8601 duration such as PT30S' });

/** Where Spreekuur.nl is, and how an answer that does not arrive is tried again (CB-6). */
export const callbacksSchema = object(
  {},
  {
    url: httpBaseString({
      expected: 'an http(s) url without user, query and fragment',
      description:
        "Spreekuur.nl's base: `POST {url}/AppointmentResponse`, `PUT {url}/Appointment/{id}`. Without it deliveries wait until there is one.",
    }),
    timeout: {
      ...duration,
      default: 'PT10S',
      description: 'How long to wait for an answer, in real time.',
    } as typeof duration,
    retry: object(
      {},
      {
        first: { ...duration, default: 'PT5S', description: 'Wait before the second attempt.' } as typeof duration,
        factor: number({
          minimum: 1,
          maximum: 100,
          default: 2,
          description: 'Each further wait is so many times longer.',
        }),
        longest: {
          ...duration,
          default: 'PT15M',
          description: 'No wait is longer, but for a `Retry-After`.',
        } as typeof duration,
        jitter: number({
          minimum: 0,
          maximum: 1,
          default: 0.1,
          description: 'The share by which a wait may be shorter or longer, drawn from the seed.',
        }),
        attempts: integer({
          minimum: 1,
          maximum: 10_000,
          default: 100,
          description: 'Attempts in all; then the delivery has failed.',
        }),
      },
      { description: 'When an answer that did not arrive is tried again.' },
    ),
  },
  { title: 'Callbacks', description: 'Where Spreekuur.nl is, and how answers are delivered.' },
);

export type CallbackSettings = Static<typeof callbacksSchema>;
